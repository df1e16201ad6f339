// The shipped packs: they load, their examples hold, and what they advise is itself allowed.
#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/examples.h"
#include "rules/load.h"
#include "rules/ruleset.h"

namespace gavel::rules {
namespace {

std::vector<Pack> packs() {
  Result<std::vector<Pack>> loaded = load_packs(shipped_pack_files());
  EXPECT_TRUE(loaded.ok()) << loaded.faults()[0].message();
  return loaded.ok() ? *loaded : std::vector<Pack>{};
}

Ruleset all() {
  Ruleset ruleset;
  ruleset.add(shipped_rules(), {.every_pack = true});
  return ruleset;
}

TEST(Packs, AreTheOnesTheDesignNames) {
  std::vector<std::string> names;
  for (const Pack& pack : packs()) names.push_back(pack.name);
  EXPECT_THAT(names, testing::UnorderedElementsAre("core", "git", "secrets", "network", "packages",
                                                   "containers", "kubernetes", "cloud", "iac",
                                                   "databases", "forges", "persistence", "self"));
}

TEST(Packs, ExamplesHold) {
  for (const Fault& fault : check_examples(all())) ADD_FAILURE() << fault.message();
}

TEST(Packs, EveryRuleSaysWhyInASentence) {
  for (const Pack& pack : packs()) {
    EXPECT_TRUE(pack.about.ends_with('.')) << pack.name;
    for (const Rule& rule : pack.rules) {
      SCOPED_TRACE(rule.id);
      EXPECT_TRUE(std::isupper(static_cast<unsigned char>(rule.reason.front())) != 0 ||
                  rule.reason.starts_with("judge.json"));
      EXPECT_TRUE(rule.reason.ends_with('.'));
      EXPECT_GT(std::count(rule.reason.begin(), rule.reason.end(), ' '), 2);
      EXPECT_NE(rule.ruling, Ruling::allow);
      EXPECT_FALSE(rule.instead.empty());
    }
  }
}

TEST(Packs, RulesThatExamplesCanShowHaveThem) {
  // What these speak of depends on judge.json or on marks that no call of one line carries.
  const std::set<std::string> without = {
      "core.write-read-only", "core.denied-path", "core.system-change", "git.push-new-remote",
      "git.push-secret",      "git.tag-delete",   "git.loss",           "network.remote-delete",
      "self.socket-effect",   "self.kill-effect"};
  for (const Pack& pack : packs()) {
    for (const Rule& rule : pack.rules) {
      if (without.contains(rule.id)) continue;
      EXPECT_FALSE(rule.catches.empty()) << rule.id;
      EXPECT_FALSE(rule.passes.empty()) << rule.id;
    }
  }
}

// An `instead` whose first word is a program is a command; the others are advice.
bool is_command(const std::string& instead) {
  const std::set<std::string> programs = {
      "aws",  "chmod", "claude", "curl", "docker",  "find",      "gavel", "gh",      "git",
      "kill", "ls",    "npm",    "psql", "kubectl", "terraform", "rm",    "sqlite3", "crontab"};
  return programs.contains(instead.substr(0, instead.find(' ')));
}

TEST(Packs, WhatTheyAdviseIsItselfLetThrough) {
  const Ruleset ruleset = all();
  int commands = 0;
  for (const Rule* rule : ruleset.rules()) {
    if (!is_command(rule->instead)) continue;
    ++commands;
    Example example;
    example.call.tool = "Bash";
    example.call.kind = ToolKind::shell;
    example.call.cwd = "/repo";
    example.call.command = rule->instead;
    for (const Finding& finding : judge_example(ruleset, example)) {
      ADD_FAILURE() << rule->id << " advises \"" << rule->instead << "\", which " << finding.rule
                    << " does not let through";
    }
  }
  EXPECT_GT(commands, 40);
}

}  // namespace
}  // namespace gavel::rules
