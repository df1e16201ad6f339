#include "policy/plain.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

TEST(Plain, ComesBackWithSortedKeys) {
  EXPECT_EQ(compact(located(R"({"b": [1, 2.5, true, null, "x"], "a": {"z": -3}})")),
            R"({"a":{"z":-3},"b":[1,2.5,true,null,"x"]})");
  EXPECT_EQ(compact(located("\"text\"")), "\"text\"");
}

TEST(Plain, OfWhatIsNotJsonIsNull) {
  EXPECT_EQ(compact(located("{")), "null");
}

}  // namespace
}  // namespace gavel::policy
