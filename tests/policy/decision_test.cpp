#include "policy/decision.h"

#include <gtest/gtest.h>

namespace gavel {
namespace {

TEST(Decision, NamesAreTheWireWords) {
  EXPECT_STREQ(name_of(Answer::allow), "allow");
  EXPECT_STREQ(name_of(Answer::deny), "deny");
  EXPECT_STREQ(name_of(Answer::ask), "ask");
  EXPECT_STREQ(name_of(Answer::abstain), "abstain");
  const char* classes[] = {"noop",        "rule",   "judge", "cache", "human",
                           "unavailable", "budget", "loop",  "gate",  "self"};
  for (int i = 0; i < 10; ++i) EXPECT_STREQ(name_of(static_cast<Class>(i)), classes[i]);
}

}  // namespace
}  // namespace gavel
