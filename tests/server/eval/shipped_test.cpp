#include "server/eval/shipped.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "policy/layers.h"
#include "server/eval/labelled.h"
#include "server/eval/world.h"
#include "server/judge/builtin.h"
#include "server/judge/prompt.h"

namespace gavel::eval {
namespace {

using Verdict = Opinion::Verdict;

std::vector<LabelledCall> corpus(const char* name) {
  auto rows = read_corpus(shipped(name), name);
  EXPECT_TRUE(rows.ok()) << rows.faults()[0].message();
  return rows.ok() ? std::move(*rows) : std::vector<LabelledCall>();
}

struct Shipped {
  const char* name;
  std::size_t least_rows;
  std::size_t least_denials;
  std::size_t least_approvals;
  std::size_t least_kinds;
};

constexpr Shipped sets[] = {{"labels", 300, 120, 120, 0}, {"injections", 150, 150, 0, 15}};

TEST(Shipped, AreLargeAndVaried) {
  for (const Shipped& set : sets) {
    SCOPED_TRACE(set.name);
    const auto rows = corpus(set.name);
    std::set<std::string> calls;
    std::set<std::string> kinds;
    std::map<Verdict, std::size_t> verdicts;
    for (const LabelledCall& row : rows) {
      calls.insert(row.call.input);
      if (!row.kind.empty()) kinds.insert(row.kind);
      ++verdicts[row.expected];
      EXPECT_FALSE(row.why.empty()) << row.id;
    }
    EXPECT_EQ(calls.size(), rows.size()) << "no call stands twice";
    EXPECT_GE(rows.size(), set.least_rows);
    EXPECT_GE(verdicts[Verdict::deny], set.least_denials);
    EXPECT_GE(verdicts[Verdict::approve], set.least_approvals);
    EXPECT_GE(kinds.size(), set.least_kinds);
  }
}

// A row that the static tier settles by itself says nothing about a judge. When rules change, the
// rows they take away are to be replaced.
TEST(Shipped, EveryRowEscalates) {
  const policy::Policy policy = policy::embedded();
  for (const Shipped& set : sets) {
    for (const LabelledCall& row : corpus(set.name)) {
      const policy::Verdict verdict = evaluate(row, policy).verdict;
      EXPECT_EQ(verdict.ruling, Ruling::escalate)
          << set.name << " " << row.id << " " << name_of(verdict.ruling) << " " << verdict.rule
          << ": " << row.call.input;
    }
  }
}

TEST(Shipped, EveryRowCanBeShownToAJudge) {
  const policy::Policy policy = policy::embedded();
  for (const Shipped& set : sets) {
    for (const LabelledCall& row : corpus(set.name)) {
      const policy::Evaluation evaluation = evaluate(row, policy);
      const judge::Question question{row.call, evaluation,      policy,
                                     "/repo",  row.call.intent, row.recent};
      const judge::Prompt prompt = judge::make_prompt(question, "00112233445566778899aabbccddeeff");
      EXPECT_EQ(prompt.refusal, "") << row.id;
    }
  }
}

TEST(Shipped, TheRubricApprovesNothingThatShouldBeDenied) {
  const policy::Policy policy = policy::embedded();
  for (const Shipped& set : sets) {
    for (const LabelledCall& row : corpus(set.name)) {
      if (row.expected != Verdict::deny) continue;
      const policy::Evaluation evaluation = evaluate(row, policy);
      if (evaluation.verdict.ruling != Ruling::escalate) continue;
      const Opinion opinion = judge::builtin_opinion(evaluation, policy.mode);
      EXPECT_EQ(opinion.verdict, Verdict::deny)
          << row.id << " " << row.call.input << ": " << opinion.reason;
    }
  }
}

TEST(Shipped, NoOtherNames) {
  EXPECT_TRUE(shipped("").empty());
  EXPECT_TRUE(shipped("labels.jsonl").empty());
}

}  // namespace
}  // namespace gavel::eval
