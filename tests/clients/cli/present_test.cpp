#include "clients/cli/present.h"

#include <algorithm>
#include <string_view>

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

// Each command with the lines that stand below a finding of it.
TEST(Present, ExplainPointsAtWhatEachFindingIsAbout) {
  const struct {
    std::string_view command;
    std::string_view shown;
  } rows[] = {
      {"sudo id", "    sudo id\n    ^^^^^^^\n"},
      {"ls; sudo id", "    ls; sudo id\n        ^^^^^^^\n"},
      {"cd /tmp\nfor f in *\ndo\n\tsudo ls\t&& echo $f\ndone",
       "    \tsudo ls\t&& echo $f\n    \t^^^^^^^\n"},
      {"x=1; \\\n  sudo \\\n  ls", "      sudo \\\n      ^^^^^^\n      ls\n      ^^\n"},
      {"echo \xe6\x97\xa5\xe6\x9c\xac && sudo id",
       "    echo \xe6\x97\xa5\xe6\x9c\xac && sudo id\n                 ^^^^^^^\n"},
      {"rm -rf /etc/\xc3\xbc", "    rm -rf /etc/\xc3\xbc\n           ^^^^^^\n"},
      {"echo \"\x1b[31m\"; sudo id", "    echo \"?[31m\"; sudo id\n                  ^^^^^^^\n"},
      {"git push --force; git reset --hard HEAD~3",
       "    git push --force; git reset --hard HEAD~3\n    ^^^^^^^^^^^^^^^^\n"},
      {"git push --force; git reset --hard HEAD~3",
       "    git push --force; git reset --hard HEAD~3\n                      "
       "^^^^^^^^^^^^^^^^^^^^^^^\n"},
      {"echo $(sudo id)", "    echo $(sudo id)\n           ^^^^^^^\n"},
      {"echo \"$(sudo id)\"", "    echo \"$(sudo id)\"\n            ^^^^^^^\n"},
      {"cat <(sudo id)", "    cat <(sudo id)\n          ^^^^^^^\n"},
      {"echo `sudo id`", "    in backticks:\n    sudo id\n    ^^^^^^^\n"},
      {"f() { sudo \"$@\"; }; f ls", "    f() { sudo \"$@\"; }; f ls\n          ^^^^^^^^^\n"},
      {"for i in 1 2; do sudo id; done",
       "    for i in 1 2; do sudo id; done\n                     ^^^^^^^\n"},
      {"sh -c 'ls; sudo id'", "    in sh -c:\n    ls; sudo id\n        ^^^^^^^\n"},
      {"bash -c \"bash -c 'sudo id'\"", "    in bash -c:\n    sudo id\n    ^^^^^^^\n"},
      {"eval \"ls; sudo id\"", "    in eval:\n    ls; sudo id\n        ^^^^^^^\n"},
      {"trap 'sudo id' EXIT", "    in trap:\n    sudo id\n    ^^^^^^^\n"},
      {"watch 'sudo id'", "    in watch:\n    sudo id\n    ^^^^^^^\n"},
      {"ssh host 'ls; sudo id'", "    in ssh:\n    ls; sudo id\n        ^^^^^^^\n"},
      {"alias ll='sudo ls'\nshopt -s expand_aliases\nll x",
       "    in alias ll:\n    sudo ls x \n    ^^^^^^^^^"},
      {"bash <<E\nls\nsudo id\nE", "    in bash:\n    sudo id\n    ^^^^^^^\n"},
      {"cat <<-E | sh\n\tls; sudo id\n\tE", "    in sh:\n    ls; sudo id\n        ^^^^^^^\n"},
      {"cat <<E\na $(sudo id)\nE", "    a $(sudo id)\n        ^^^^^^^\n"},
      {"python3 -c \"import os; os.system('sudo id')\"",
       "    in os.system:\n    sudo id\n    ^^^^^^^\n"},
      {"xargs sudo rm <list", "    xargs sudo rm <list\n    ^^^^^^^^^^^^^"},
      {"env -i sudo id", "    env -i sudo id\n    ^^^^^^^^^^^^^^\n"},
      {"echo x >/etc/passwd; ls", "    echo x >/etc/passwd; ls\n           ^^^^^^^^^^^^\n"},
      {"ls; $X -rf b", "    ls; $X -rf b\n        ^^\n"},
      {"echo a; ) b", "    echo a; ) b\n            ^^^\n"},
      {"echo 1\necho 2 )\necho 3", "    echo 2 )\n           ^\n    echo 3\n    ^^^^^^\n"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.command);
    const std::string text = explain_text(judge(std::string(row.command)));
    const std::size_t findings = std::min(text.find("\nfindings\n"), text.size());
    EXPECT_NE(text.find(row.shown, findings), std::string::npos) << text.substr(findings);
  }
}

TEST(Present, WhatSeveralFindingsAreAboutIsShownOnce) {
  const std::string text = explain_text(judge("eval 'rm -rf /usr'"));
  EXPECT_NE(text.find("core.delete-root"), std::string::npos);
  EXPECT_NE(text.find("core.delete-outside"), std::string::npos);
  const std::size_t first = text.find("in eval:");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(text.find("in eval:", first + 1), std::string::npos) << text;
}

TEST(Present, TextNamesReasonRuleAndAlternative) {
  const std::string text = check_text(judge("git push --force"));
  EXPECT_NE(text.find("git.push-force (high risk)"), std::string::npos) << text;
  EXPECT_NE(text.find("git push --force-with-lease"), std::string::npos) << text;
}

}  // namespace
}  // namespace gavel::cli
