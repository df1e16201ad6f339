#include "policy/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

using ::testing::ElementsAre;

TEST(Schema, FindsAFieldByItsWholePath) {
  ASSERT_NE(find_field("/judge/timeout_ms"), nullptr);
  EXPECT_EQ(find_field("/judge/timeout_ms")->initial, "8000");
  EXPECT_EQ(find_field("/judge"), nullptr);
  EXPECT_EQ(find_field("/judge/timeout"), nullptr);
  EXPECT_EQ(find_field(""), nullptr);
}

TEST(Schema, ListsTheKeysOfASection) {
  EXPECT_THAT(keys_below("/paths"), ElementsAre("allow", "read_only", "deny", "disposable"));
  EXPECT_THAT(keys_below("/judge/routes"), ElementsAre("low", "high"));
  EXPECT_THAT(keys_below(""),
              ElementsAre("$schema", "version", "mode", "enforce", "attended", "paths", "packs",
                          "disable", "rules", "git", "network", "judge", "budget", "loops",
                          "grants", "gates", "notify", "server", "agents", "folders", "tests"));
  EXPECT_TRUE(keys_below("/nothing").empty());
  EXPECT_TRUE(keys_below("/jud").empty());
}

TEST(Schema, KnowsSections) {
  EXPECT_TRUE(is_section("/judge"));
  EXPECT_TRUE(is_section("/judge/price"));
  EXPECT_FALSE(is_section("/mode"));
  EXPECT_FALSE(is_section(""));
}

}  // namespace
}  // namespace gavel::policy
