#include "server/replay/obstacle.h"

#include <gtest/gtest.h>

#include "tests/server/replay/night.h"

namespace gavel::replay {
namespace {

// The call, ruled by the embedded policy.
Again ruled(const char* command) {
  Night night;
  night.add({command});
  audit::Reader reader = night.reader();
  Replayer replayer([&](const std::string& hash) { return *reader.blob(hash); }, {});
  Result<Again> again = replayer.again(reader.after(0, 1)->front());
  EXPECT_TRUE(again.ok());
  return again.ok() ? std::move(again).value() : Again{};
}

rules::CommandWords words(const char* text) {
  Result<rules::CommandWords> made = rules::CommandWords::compile(text);
  EXPECT_TRUE(made.ok()) << text;
  return std::move(made).value();
}

TEST(Obstacles, WhatExactWordsCouldLift) {
  const struct {
    const char* name;
    const char* command;
    std::vector<std::string> shapes;  // empty: nothing a rule could lift
  } rows[] = {
      {"one", "gh release create v1", {"gh release create"}},
      {"flags are part of the shape, sorted",
       "gh release create v1 --title x --draft",
       {"gh release create --draft --title"}},
      {"two that escalate",
       "gh release create v1 && npm publish",
       {"gh release create", "npm publish"}},
      {"beside one that passes", "ls && npm publish", {"npm publish"}},
      {"it passes", "ls -la", {}},
      {"it is denied", "rm -rf /", {}},
      {"it touches Gavel", "gavel trust", {}},
      {"a word known only when it runs", "gh release create $TAG", {}},
      {"a file name pattern", "gh release create v*", {}},
      {"a redirection is no word", "gh release create v1 > ~/x", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto found = obstacles(ruled(row.command));
    std::vector<std::string> shapes;
    for (const Obstacle& one : found.value_or(std::vector<Obstacle>())) shapes.push_back(one.shape);
    EXPECT_EQ(shapes, row.shapes);
    EXPECT_EQ(found.has_value(), !row.shapes.empty());
  }
}

TEST(Obstacles, OperandsStandBehindTheFixedWords) {
  const struct {
    const char* command;
    std::size_t fixed;
    bool has_subcommand;
  } rows[] = {{"gh release create v1", 3, true},
              {"gh release create v1 --draft", 5, true},
              {"gh release create --draft v1", 4, true},
              {"systemctl restart web", 1, true}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.command);
    const std::vector<Obstacle> found = escalations(ruled(row.command));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].fixed, row.fixed);
    EXPECT_EQ(found[0].has_subcommand, row.has_subcommand);
    EXPECT_GE(found[0].risk, Risk::medium);
  }
}

TEST(Obstacles, AWaiverLiftsItsOwnActionAlone) {
  const struct {
    const char* command;
    const char* rule;
    Ruling with;
    bool speaks;
  } rows[] = {
      {"gh release create v1", "gh release create v1", Ruling::allow, true},
      {"gh release create v1", "gh release create *", Ruling::allow, true},
      {"gh release create v1", "gh release create v2", Ruling::escalate, false},
      {"gh release create v1 && npm publish", "npm publish", Ruling::escalate, true},
      {"gh release create v1 > ~/x", "gh release create v1", Ruling::escalate, true},
      {"rm -rf /", "rm -rf /", Ruling::deny, true},
      {"ls -la", "npm publish", Ruling::allow, false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.command) + " by " + row.rule);
    const Again again = ruled(row.command);
    EXPECT_EQ(with_waiver(again, words(row.rule)), row.with);
    EXPECT_EQ(speaks_of(again, words(row.rule)), row.speaks);
  }
}

}  // namespace
}  // namespace gavel::replay
