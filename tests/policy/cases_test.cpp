#include "policy/cases.h"

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

TEST(Cases, ReportsWhatCameOutOtherwise) {
  const Result<Policy> policy = compose(
      {{LayerKind::repository, "judge.json",
        R"({"rules": {"deny": [{"id": "repo.prod", "command": "echo prod", "reason": "No."}]}})",
        "/repo", true}},
      "/repo");
  ASSERT_TRUE(policy.ok());
  const Result<std::vector<Case>> cases = load_cases(
      R"([{"command": "echo hi", "expect": "allow"},
          {"command": "echo prod", "expect": "deny", "rule": "repo.prod"},
          {"command": "echo prod", "expect": "allow"},
          {"command": "echo prod", "expect": "deny", "rule": "repo.other"}])",
      "t.json");
  ASSERT_TRUE(cases.ok());
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  NoFacts facts;
  const std::vector<Difference> differences = run_cases(*cases, *policy, inputs, facts);
  ASSERT_EQ(differences.size(), 2u);
  EXPECT_EQ(differences[0].index, 2u);
  EXPECT_EQ(describe((*cases)[2], differences[0]),
            "t.json:3:11: echo prod: expected allow, got deny (repo.prod: No.)");
  EXPECT_EQ(describe((*cases)[3], differences[1]),
            "t.json:4:11: echo prod: expected deny by repo.other, got deny (repo.prod: No.)");
}

}  // namespace
}  // namespace gavel::policy
