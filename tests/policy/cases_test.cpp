#include "policy/cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/layers.h"

namespace gavel::policy {
namespace {

TEST(Cases, ReadsAListOrAnObject) {
  for (const char* text : {R"([{"command": "ls", "expect": "allow"}])",
                           R"({"cases": [{"command": "ls", "expect": "allow"}]})"}) {
    const Result<std::vector<Case>> cases = load_cases(text, "judge.tests.json");
    ASSERT_TRUE(cases.ok());
    ASSERT_EQ(cases->size(), 1u);
    EXPECT_EQ((*cases)[0].call.command, "ls");
    EXPECT_EQ((*cases)[0].call.kind, ToolKind::shell);
    EXPECT_EQ((*cases)[0].expect, Ruling::allow);
  }
}

TEST(Cases, SaysWhatIsWrong) {
  struct Row {
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {R"([{"command": "ls"}])", "t.json:1:2: /0: the key \"expect\" is missing"},
      {R"([{"command": "ls", "expect": "alow"}])",
       "t.json:1:30: /0/expect: expected one of allow, escalate, deny, got \"alow\" (did you mean "
       "\"allow\"?)"},
      {R"([{"expect": "allow"}])",
       "t.json:1:2: /0: expected a \"command\", or a \"tool\" with its input"},
      {R"({"case": []})", "t.json:1:1: the key \"cases\" is missing"},
  };
  for (const Row& row : rows) {
    const Result<std::vector<Case>> cases = load_cases(row.text, "t.json");
    ASSERT_FALSE(cases.ok()) << row.text;
    EXPECT_EQ(cases.faults().front().message(), row.message);
  }
}

Inputs inputs() {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  return inputs;
}

std::vector<std::string> differences(const std::string& policy, const std::string& cases_text) {
  const Result<std::vector<Case>> cases = load_cases(cases_text, "t.json");
  EXPECT_TRUE(cases.ok());
  if (!cases.ok()) return {};
  NoFacts facts;
  const Result<std::vector<Difference>> found = run_cases(
      *cases, {{LayerKind::repository, "judge.json", policy, "/repo", true}}, inputs(), facts);
  if (!found.ok()) return {found.faults().front().message()};
  std::vector<std::string> texts;
  for (const Difference& one : *found) texts.push_back(describe((*cases)[one.index], one));
  return texts;
}

TEST(Cases, ReportsWhatCameOutOtherwise) {
  const char* policy =
      R"({"rules": {"deny": [{"id": "repo.prod", "command": "echo prod", "reason": "No."}]}})";
  EXPECT_THAT(
      differences(policy, R"([{"command": "echo hi", "expect": "allow"},
          {"command": "echo prod", "expect": "deny", "rule": "repo.prod"},
          {"command": "echo prod", "expect": "allow"},
          {"command": "echo prod", "expect": "deny", "rule": "repo.other"}])"),
      ::testing::ElementsAre("t.json:3:11: echo prod\n  - expected allow\n  + got      deny "
                             "by repo.prod, judge.json:1:21 (repository): No.",
                             "t.json:4:11: echo prod\n  - expected deny by repo.other\n  + "
                             "got      deny by repo.prod, judge.json:1:21 (repository): "
                             "No."));
}

TEST(Cases, AreRuledUnderTheSectionsThatConcernThem) {
  const char* policy = R"({"agents": {"codex": {"rules": {"deny": [
      {"id": "repo.codex", "command": "make x", "reason": "No."}]}}},
    "folders": {"infra": {"paths": {"read_only": ["**"]}, "rules": {"deny": [
      {"id": "repo.infra", "match": {"effect": {"kind": ["write", "append"], "target": "*.tf"}},
       "reason": "No."}]}}}})";
  EXPECT_THAT(differences(policy, R"([
      {"command": "make x", "expect": "allow"},
      {"command": "make x", "agent": "codex", "expect": "deny", "rule": "repo.codex"},
      {"command": "echo a > main.tf", "expect": "allow"},
      {"command": "echo a > main.tf", "cwd": "infra", "expect": "deny", "rule": "repo.infra"},
      {"command": "echo a > infra/main.tf", "expect": "deny", "rule": "repo.infra"}])"),
              ::testing::IsEmpty());
}

TEST(Cases, StandInTheFileItself) {
  const Result<std::vector<Case>> cases = load_cases(
      R"({"version": 1, "tests": [{"command": "ls", "expect": "allow"}]})", "judge.json");
  ASSERT_TRUE(cases.ok());
  EXPECT_EQ(cases->size(), 1u);
}

}  // namespace
}  // namespace gavel::policy
