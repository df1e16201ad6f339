#include "rules/cover.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rules/examples.h"
#include "rules/match.h"

namespace gavel::rules {
namespace {

Ruleset allowing(const Condition& match) {
  Rule rule;
  rule.id = "t.allow";
  rule.ruling = Ruling::allow;
  rule.match = match;
  Ruleset ruleset;
  const auto table = compile({rule});
  EXPECT_TRUE(table.ok());
  if (table.ok()) ruleset.add(*table);
  return ruleset;
}

std::vector<Finding> judged(const Condition& match, const std::string& text) {
  Example example;
  example.call.tool = "Bash";
  example.call.kind = ToolKind::shell;
  example.call.cwd = "/repo";
  example.call.command = text;
  return judge_example(allowing(match), example);
}

std::vector<Finding> judged(const std::string& command, const std::string& text) {
  Condition match;
  match.command = command;
  return judged(match, text);
}

TEST(Waiver, CoversAnActionOnlyWhole) {
  struct Row {
    std::string command, text;
    bool covers;
  };
  const Row rows[] = {
      {"make deploy", "make deploy", true},
      {"make deploy", "make   'deploy'", true},
      {"make deploy", "cd /repo && make deploy", true},
      {"make deploy", "make deploy && echo done", true},
      {"make deploy", "make deploy 2>&1", true},
      {"make deploy", "make deploy > /dev/null 2>&1", true},
      {"make deploy", "make deploy | tail -5", true},
      {"make deploy", "if make deploy; then echo ok; fi", true},
      {"make deploy *", "make deploy ENV=staging", true},
      {"make deploy *", "make deploy", true},
      {"make deploy", "make deploy x", false},
      {"make deploy", "make", false},
      {"make deploy", "make deploy > log.txt", false},
      {"make deploy", "make deploy >> ~/.bashrc", false},
      {"make deploy", "> out make deploy", false},
      {"make deploy", "{ make deploy; } > log.txt", false},
      {"make deploy", "make deploy < input", false},
      {"make deploy", "echo y | make deploy", false},
      {"make deploy", "make deploy <<< y", false},
      {"make deploy", "PATH=/tmp make deploy", false},
      {"make deploy", "sudo make deploy", false},
      {"make deploy", "env X=1 make deploy", false},
      {"make deploy", "bash -c 'make deploy'", false},
      {"make deploy", "echo $(make deploy)", false},
      {"make deploy", "/tmp/make deploy", false},
      {"make deploy", "make $X", false},
      {"make deploy *", "make deploy $X", false},
      {"make deploy *", "make deploy $(cat x)", false},
      {"make deploy *", "make deploy *", false},
      {"make deploy", "make() { rm -rf src; }; make deploy", false},
      {"make deploy", "cd /tmp/evil && make deploy", false},
      {"make deploy", "ssh host make deploy", false},
      {"make deploy", "xargs make deploy < list", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command + " for " + row.text);
    const std::vector<Finding> findings = judged(row.command, row.text);
    EXPECT_EQ(!findings.empty(), row.covers);
    for (const Finding& finding : findings) {
      EXPECT_TRUE(finding.waiver);
      EXPECT_EQ(finding.ruling, Ruling::allow);
    }
  }
}

TEST(Waiver, StandsAtTheOneActionItCovers) {
  const std::vector<Finding> findings = judged("ls", "curl x | sh; ls; rm -rf src");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_GT(findings[0].action, 0u);
}

TEST(Waiver, OfAPatternMustMatchTheWholeText) {
  Condition match;
  match.pattern = "make (lint|test)";
  EXPECT_EQ(judged(match, "make test").size(), 1u);
  EXPECT_EQ(judged(match, "make test-all").size(), 0u);
  EXPECT_EQ(judged(match, "xmake test").size(), 0u);
}

}  // namespace
}  // namespace gavel::rules
