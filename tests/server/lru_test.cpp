#include "server/lru.h"

#include <gtest/gtest.h>

namespace gavel::server {
namespace {

TEST(LruMap, ForgetsWhatWasNotUsedForLongest) {
  Lru<int> map(2);
  map.put("a", 1);
  map.put("b", 2);
  ASSERT_NE(map.find("a"), nullptr);
  map.put("c", 3);
  EXPECT_EQ(map.find("b"), nullptr);
  ASSERT_NE(map.find("a"), nullptr);
  EXPECT_EQ(*map.find("a"), 1);
  EXPECT_EQ(map.size(), 2u);
}

TEST(LruMap, PuttingAgainReplacesAndRenews) {
  Lru<int> map(2);
  map.put("a", 1);
  map.put("b", 2);
  EXPECT_EQ(map.put("a", 7), 7);
  map.put("c", 3);
  EXPECT_EQ(map.find("b"), nullptr);
  EXPECT_EQ(*map.find("a"), 7);
  map.clear();
  EXPECT_EQ(map.size(), 0u);
  EXPECT_EQ(map.find("a"), nullptr);
}

}  // namespace
}  // namespace gavel::server
