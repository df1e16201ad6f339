// Laws that hold for every command of the table of positions: what wraps a command never makes it
// weaker, text is not a command, more findings never relax, and order does not matter.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "policy/decide.h"
#include "policy/evaluate.h"
#include "policy/layers.h"
#include "rules/model/names.h"
#include "tests/policy/stage.h"

namespace gavel::policy {
namespace {

struct Row {
  const char* command;
  Ruling expected;
};

constexpr Ruling A = Ruling::allow;
constexpr Ruling E = Ruling::escalate;
constexpr Ruling D = Ruling::deny;

constexpr Row rows[] = {
#include "tests/properties/positions.inc"
};

std::string as_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// One program with its words: what env, nohup and find -exec can start.
bool is_plain(std::string_view command) {
  if (command.find_first_of(";&|<>()`\n{}!#$") != std::string_view::npos) return false;
  const std::string_view first = command.substr(0, command.find(' '));
  constexpr std::string_view shells_own[] = {"cd",   "export", "eval",  "source", ".",      "alias",
                                             "set",  "trap",   "unset", "exec",   "kill",   "type",
                                             "echo", "printf", "test",  "[",      "command"};
  return first.find('=') == std::string_view::npos &&
         std::find(std::begin(shells_own), std::end(shells_own), first) == std::end(shells_own);
}

// Comments, here-documents and trailing & cannot stand in the middle of a line.
bool is_one_line(std::string_view command) {
  return command.find('\n') == std::string_view::npos &&
         command.find('#') == std::string_view::npos && !command.ends_with('&') &&
         !command.ends_with('\\') && command.find("<<") == std::string_view::npos;
}

struct Wrapper {
  const char* name;
  std::string (*wrap)(const std::string& command);
  bool plain;  // only around one program and its words
};

const Wrapper wrappers[] = {
    {"sh -c", [](const std::string& x) { return "sh -c " + as_word(x); }, false},
    {"bash -c", [](const std::string& x) { return "bash -c " + as_word(x); }, false},
    {"eval", [](const std::string& x) { return "eval " + as_word(x); }, false},
    {"subshell", [](const std::string& x) { return "(" + x + ")"; }, false},
    {"group", [](const std::string& x) { return "{ " + x + "; }"; }, false},
    {"x; true", [](const std::string& x) { return x + "; true"; }, false},
    {"true && x", [](const std::string& x) { return "true && " + x; }, false},
    {"false || x", [](const std::string& x) { return "false || " + x; }, false},
    {"if", [](const std::string& x) { return "if true; then " + x + "; fi"; }, false},
    {"for", [](const std::string& x) { return "for _ in 1; do " + x + "; done"; }, false},
    {"function", [](const std::string& x) { return "f() { " + x + "; }; f"; }, false},
    {"background", [](const std::string& x) { return x + " &"; }, false},
    {"here-document", [](const std::string& x) { return "bash <<'EOF'\n" + x + "\nEOF"; }, false},
    {"here-string", [](const std::string& x) { return "bash <<< " + as_word(x); }, false},
    {"substitution", [](const std::string& x) { return "y=$(" + x + ")"; }, false},
    {"printed", [](const std::string& x) { return "echo " + as_word(x) + " | sh"; }, false},
    {"env", [](const std::string& x) { return "env " + x; }, true},
    {"env A=1", [](const std::string& x) { return "env A=1 " + x; }, true},
    {"nohup", [](const std::string& x) { return "nohup " + x; }, true},
    {"timeout", [](const std::string& x) { return "timeout 5 " + x; }, true},
    {"nice", [](const std::string& x) { return "nice -n 5 " + x; }, true},
    {"setsid", [](const std::string& x) { return "setsid " + x; }, true},
    {"stdbuf", [](const std::string& x) { return "stdbuf -oL " + x; }, true},
    {"time", [](const std::string& x) { return "time " + x; }, true},
    {"sudo", [](const std::string& x) { return "sudo " + x; }, true},
    {"command", [](const std::string& x) { return "command " + x; }, true},
    {"exec", [](const std::string& x) { return "exec " + x; }, true},
    {"xargs", [](const std::string& x) { return "echo | xargs " + x; }, true},
    {"find -exec", [](const std::string& x) { return "find . -maxdepth 0 -exec " + x + " \\;"; },
     true},
};

TEST(Laws, AWrapperIsAtLeastAsStrict) {
  const Policy policy = embedded();
  std::size_t asked = 0;
  for (const Row& row : rows) {
    if (!is_one_line(row.command)) continue;
    const Verdict bare = staged(row.command, policy).verdict;
    if (bare.ruling == Ruling::allow) continue;
    for (const Wrapper& wrapper : wrappers) {
      if (wrapper.plain && !is_plain(row.command)) continue;
      // What a variable takes is not printed.
      if (bare.rule == "secrets.print" && std::string_view(wrapper.name) == "substitution")
        continue;
      ++asked;
      const Verdict wrapped = staged(wrapper.wrap(row.command), policy).verdict;
      EXPECT_GE(wrapped.ruling, bare.ruling)
          << wrapper.name << ": " << row.command << "\n  bare " << name_of(bare.ruling) << " by "
          << bare.rule << ", wrapped " << name_of(wrapped.ruling) << " by " << wrapped.rule;
    }
  }
  EXPECT_GT(asked, 3'000u);
}

TEST(Laws, TextIsNoCommand) {
  const Policy policy = embedded();
  for (const Row& row : rows) {
    const std::string text = as_word(row.command);
    const std::string commands[] = {
        "echo " + text,
        "printf '%s\\n' " + text,
        "grep -rnF -e " + text + " src",
        "git commit -m " + text,
        "echo " + text + " >> notes.md",
        "cat > notes.md <<'END OF TEXT'\n" + std::string(row.command) + "\nEND OF TEXT",
    };
    for (const std::string& command : commands) {
      const Verdict verdict = staged(command, policy).verdict;
      EXPECT_EQ(verdict.ruling, Ruling::allow)
          << command << "\n  " << name_of(verdict.ruling) << " by " << verdict.rule;
    }
  }
}

Finding finding_of(Ruling ruling, Risk risk) {
  Finding finding;
  finding.rule = "law.added";
  finding.ruling = ruling;
  finding.risk = risk;
  finding.reason = "It was added.";
  return finding;
}

TEST(Laws, AFindingNeverRelaxes) {
  const Policy policy = embedded();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const Evaluation evaluation = staged(row.command, policy);
    for (const Ruling ruling : {Ruling::allow, Ruling::escalate, Ruling::deny}) {
      for (const Risk risk : {Risk::low, Risk::critical}) {
        std::vector<Finding> findings = evaluation.findings;
        findings.push_back(finding_of(ruling, risk));
        const Verdict verdict = decide(evaluation.analysis, findings, policy);
        EXPECT_GE(verdict.ruling, evaluation.verdict.ruling);
        EXPECT_GE(verdict.ruling, ruling);
      }
    }
  }
}

TEST(Laws, OrderDoesNotMatter) {
  const Policy policy = embedded();
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const Evaluation evaluation = staged(row.command, policy);
    std::vector<Finding> findings = evaluation.findings;
    findings.push_back(finding_of(Ruling::escalate, Risk::high));
    const Verdict first = decide(evaluation.analysis, findings, policy);
    for (std::size_t turn = 0; turn < findings.size(); ++turn) {
      std::rotate(findings.begin(), findings.begin() + 1, findings.end());
      const Verdict verdict = decide(evaluation.analysis, findings, policy);
      EXPECT_EQ(verdict.ruling, first.ruling);
      EXPECT_EQ(verdict.rule, first.rule);
      EXPECT_EQ(verdict.reason, first.reason);
    }
    std::reverse(findings.begin(), findings.end());
    EXPECT_EQ(decide(evaluation.analysis, findings, policy).rule, first.rule);
  }
}

}  // namespace
}  // namespace gavel::policy
