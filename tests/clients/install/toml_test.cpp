#include "clients/install/toml.h"

#include <gtest/gtest.h>

namespace gavel::install {
namespace {

const TableName table = {"hooks", "state", "/h/hooks.json:pre_tool_use:0:0"};
constexpr const char* block =
    "[hooks.state.\"/h/hooks.json:pre_tool_use:0:0\"]\ntrusted_hash = \"sha256:ab\"\n";

TEST(Toml, SetsOneKeyAndLeavesTheRest) {
  struct Row {
    std::string before;
    std::string after;
  };
  const Row rows[] = {
      {"", block},
      {"model = \"m\" # why", std::string("model = \"m\" # why\n\n") + block},
      {"a = \"\"\"\n[hooks]\n\"\"\"\n", std::string("a = \"\"\"\n[hooks]\n\"\"\"\n\n") + block},
      {"a = [ # list\n  1,\n]\n[b]\nc = 'd]'\n",
       std::string("a = [ # list\n  1,\n]\n[b]\nc = 'd]'\n\n") + block},
      {"[ hooks . state . '/h/hooks.json:pre_tool_use:0:0' ] # ours\nenabled = true\n"
       "trusted_hash = \"old\"\n[z]\n",
       "[ hooks . state . '/h/hooks.json:pre_tool_use:0:0' ] # ours\nenabled = true\n"
       "trusted_hash = \"sha256:ab\"\n[z]\n"},
      {"[hooks.state.\"/h/hooks.json:pre_tool_use:0:0\"]",
       "[hooks.state.\"/h/hooks.json:pre_tool_use:0:0\"]\ntrusted_hash = \"sha256:ab\"\n"},
      {"x = 1\r\n",
       "x = 1\r\n\r\n[hooks.state.\"/h/hooks.json:pre_tool_use:0:0\"]\r\n"
       "trusted_hash = \"sha256:ab\"\r\n"},
      {"[hooks.state.\"other\"]\ntrusted_hash = \"x\"\n",
       std::string("[hooks.state.\"other\"]\ntrusted_hash = \"x\"\n\n") + block},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.before);
    const auto after = with_toml_key(row.before, "c.toml", table, "trusted_hash", "sha256:ab");
    ASSERT_TRUE(after.ok()) << after.faults().front().message();
    EXPECT_EQ(*after, row.after);
    EXPECT_EQ(*with_toml_key(*after, "c.toml", table, "trusted_hash", "sha256:ab"), *after);
    EXPECT_EQ(toml_text(*after, table, "trusted_hash"), "sha256:ab");
    EXPECT_EQ(toml_text(*without_toml_table(*after, "c.toml", table), table, "trusted_hash"), "");
  }
}

TEST(Toml, WhatWasAddedComesOutWhole) {
  const std::string befores[] = {"model = \"m\"\n", "[a]\nb = 1\n", "# only a comment\n"};
  for (const std::string& before : befores) {
    const auto after = with_toml_key(before, "c.toml", table, "trusted_hash", "x");
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(*without_toml_table(*after, "c.toml", table), before);
  }
  EXPECT_EQ(*without_toml_table(std::string("a = 1\n\n") + block + "# mine\n\n[z]\n", "", table),
            "a = 1\n# mine\n\n[z]\n");
}

TEST(Toml, AnotherWayToWriteTheTableIsNotDoubled) {
  const char* texts[] = {
      "[hooks.state]\n\"/h/hooks.json:pre_tool_use:0:0\" = { trusted_hash = \"x\" }\n",
      "hooks.state.\"/h/hooks.json:pre_tool_use:0:0\".trusted_hash = \"x\"\n",
      "[hooks]\nstate = {}\n",
  };
  for (const char* text : texts) {
    SCOPED_TRACE(text);
    const auto after = with_toml_key(text, "c.toml", table, "trusted_hash", "y");
    ASSERT_FALSE(after.ok());
    EXPECT_EQ(after.faults().front().kind, FaultKind::conflict);
    EXPECT_EQ(after.faults().front().where.substr(0, 7), "c.toml:");
  }
  const auto open = with_toml_key("a = \"\"\"\nx", "c.toml", table, "trusted_hash", "y");
  ASSERT_FALSE(open.ok());
  EXPECT_EQ(open.faults().front().where, "c.toml:1");
}

}  // namespace
}  // namespace gavel::install
