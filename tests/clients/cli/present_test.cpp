#include "clients/cli/present.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "policy/evaluate.h"
#include "policy/layers.h"

namespace gavel::cli {
namespace {

Judged judge(const std::string& command) {
  Call call;
  call.tool = "Bash";
  call.kind = ToolKind::shell;
  call.command = command;
  call.cwd = "/repo";
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  NoFacts facts;
  Judged judged;
  judged.evaluation = policy::evaluate(call, policy::embedded(), inputs, facts);
  return judged;
}

TEST(Present, TheExitCodeSaysTheRuling) {
  EXPECT_EQ(exit_code_of(judge("ls")), exit_ok);
  EXPECT_EQ(exit_code_of(judge("git push --force")), exit_escalate);
  EXPECT_EQ(exit_code_of(judge("rm -rf /")), exit_deny);
}

TEST(Present, TheExitCodeSaysTheAnswerOnceThereIsOne) {
  struct Row {
    Answer answer;
    Class why;
    int code;
  };
  const Row rows[] = {
      {Answer::allow, Class::judge, exit_ok},
      {Answer::abstain, Class::noop, exit_ok},
      {Answer::deny, Class::judge, exit_deny},
      {Answer::deny, Class::unavailable, exit_unavailable},
      {Answer::ask, Class::judge, exit_escalate},
  };
  for (const Row& row : rows) {
    Judged judged;
    judged.decision = Decision{};
    judged.decision->answer = row.answer;
    judged.decision->why = row.why;
    EXPECT_EQ(exit_code_of(judged), row.code);
  }
}

TEST(Present, ARowOfCheckHasWhatScriptsReadIt) {
  Call call;
  call.id = "a-1";
  const nlohmann::json row = check_row(call, judge("git push --force"));
  EXPECT_EQ(row.at("id"), "a-1");
  EXPECT_EQ(row.at("ruling"), "escalate");
  EXPECT_EQ(row.at("class"), "rule");
  EXPECT_EQ(row.at("rule"), "git.push-force");
  EXPECT_EQ(row.at("risk"), "high");
  EXPECT_NE(row.at("reason"), "");
  EXPECT_EQ(row.at("instead"), "git push --force-with-lease");
}

TEST(Present, ARowOfExplainListsEveryCommandAndNullForTheUnknown) {
  const nlohmann::json row = explain_row({}, judge("sh -c 'rm -rf b' && cp \"$X\" y"));
  const nlohmann::json commands = row.at("commands");
  EXPECT_NE(std::find(commands.begin(), commands.end(), nlohmann::json({"rm", "-rf", "b"})),
            commands.end())
      << commands.dump();
  EXPECT_NE(std::find(commands.begin(), commands.end(), nlohmann::json({"cp", nullptr, "y"})),
            commands.end())
      << commands.dump();
  EXPECT_TRUE(row.at("error").is_null());
}

TEST(Present, ExplainSaysWhatWasNotUnderstood) {
  const nlohmann::json row = explain_row({}, judge("if true; then"));
  EXPECT_TRUE(row.at("error").is_string());
  EXPECT_NE(row.at("ruling"), "allow");
}

TEST(Present, ExplainSaysWhereTheRuleStands) {
  Judged judged = judge("git push --force");
  judged.whence = "judge.json:14:7 (repository)";
  EXPECT_NE(explain_text(judged).find("judge.json:14:7 (repository)"), std::string::npos);
  EXPECT_EQ(explain_row({}, judged).at("whence"), "judge.json:14:7 (repository)");
}

TEST(Present, TextNamesReasonRuleAndAlternative) {
  const std::string text = check_text(judge("git push --force"));
  EXPECT_NE(text.find("git.push-force (high risk)"), std::string::npos) << text;
  EXPECT_NE(text.find("git push --force-with-lease"), std::string::npos) << text;
}

}  // namespace
}  // namespace gavel::cli
