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
#include "tests/properties/wrappers.h"

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
