#include "rules/prepare.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Prepare, LoadsTheKnowledgeOfEveryProgramOnce) {
  const std::size_t programs = prepare();
  EXPECT_GE(programs, 300u);
  EXPECT_EQ(prepare(), programs);
}

}  // namespace
}  // namespace gavel::rules
