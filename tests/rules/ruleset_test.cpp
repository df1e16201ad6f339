#include "rules/ruleset.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/match.h"

namespace gavel::rules {
namespace {

Rule rule(const std::string& id, const std::string& pack) {
  Rule rule;
  rule.id = id;
  rule.pack = pack;
  rule.reason = "R.";
  rule.match.programs = {"x"};
  return rule;
}

std::vector<std::string> ids(const Ruleset& ruleset) {
  std::vector<std::string> ids;
  for (const Rule* rule : ruleset.rules()) ids.push_back(rule->id);
  return ids;
}

std::shared_ptr<const RuleTable> table() {
  const auto table =
      compile({rule("a.1", "a"), rule("a.2", "a"), rule("b.1", "b"), rule("self.1", "self")});
  return table.ok() ? *table : nullptr;
}

TEST(Ruleset, TakesWhatASelectionNamesAndAlwaysSelf) {
  struct Row {
    Selection selection;
    std::vector<std::string> in_force;
  };
  const Row rows[] = {
      {{}, {"self.1"}},
      {{.every_pack = true}, {"a.1", "a.2", "b.1", "self.1"}},
      {{.packs = {"b"}}, {"b.1", "self.1"}},
      {{.packs = {"a"}, .disabled = {"a.2"}}, {"a.1", "self.1"}},
      {{.every_pack = true, .disabled = {"pack:a"}}, {"b.1", "self.1"}},
      {{.every_pack = true, .disabled = {"self.1", "pack:self"}}, {"a.1", "a.2", "b.1", "self.1"}},
  };
  for (const Row& row : rows) {
    Ruleset ruleset;
    ruleset.add(table(), row.selection);
    EXPECT_EQ(ids(ruleset), row.in_force);
  }
}

TEST(Ruleset, AddsThePolicysOwnRules) {
  Ruleset ruleset;
  ruleset.add(table(), {.packs = {"a"}});
  const auto own = compile({rule("repo.x", "")});
  ASSERT_TRUE(own.ok());
  ruleset.add(*own);
  EXPECT_THAT(ids(ruleset), testing::ElementsAre("a.1", "a.2", "self.1", "repo.x"));
  ASSERT_NE(ruleset.find("repo.x"), nullptr);
  EXPECT_EQ(ruleset.find("b.1"), nullptr);
}

TEST(Ruleset, WhatIsSwitchedOffSaysNothing) {
  Analysis analysis;
  analysis.actions.emplace_back().program = "x";
  Ruleset ruleset;
  ruleset.add(table(), {.packs = {"a"}, .disabled = {"a.1"}});
  const std::vector<Finding> findings = match(ruleset, {}, analysis);
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].rule, "a.2");
  EXPECT_EQ(findings[1].rule, "self.1");
}

TEST(Ruleset, NamesWhatMeansNothing) {
  const std::vector<Stray> found =
      strays(*table(), {.packs = {"a", "c"}, .disabled = {"a.3", "pack:b", "pack:bb", "b.1"}});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].name, "c");
  EXPECT_EQ(found[1].name, "a.3");
  EXPECT_EQ(found[1].nearest, "a.1");
  EXPECT_EQ(found[2].nearest, "pack:b");
}

TEST(Compile, ReportsEveryRuleThatDoesNotCompile) {
  Rule broken = rule("a.1", "a");
  broken.layer = "pack a";
  broken.match.pattern = "(";
  Rule worse = rule("a.2", "a");
  worse.layer = "pack a";
  worse.match.operands = {"re:["};
  const auto table = compile({broken, worse, rule("a.3", "a"), rule("a.3", "a")});
  ASSERT_FALSE(table.ok());
  ASSERT_EQ(table.faults().size(), 3u);
  EXPECT_EQ(table.faults()[0].where, "pack a: a.1: pattern");
  EXPECT_EQ(table.faults()[1].where, "pack a: a.2: operand");
  EXPECT_EQ(table.faults()[2].what, "the rule id a.3 is there twice");
}

TEST(ShippedRules, LoadAndAreShared) {
  const auto packs = load_packs(shipped_pack_files());
  ASSERT_TRUE(packs.ok()) << packs.faults()[0].message();
  const auto shipped = shipped_rules();
  EXPECT_EQ(shipped, shipped_rules());
  Ruleset ruleset;
  ruleset.add(shipped, {.every_pack = true});
  EXPECT_NE(ruleset.find("core.delete-root"), nullptr);
  EXPECT_EQ(ruleset.find("rule.fault"), nullptr);
}

}  // namespace
}  // namespace gavel::rules
