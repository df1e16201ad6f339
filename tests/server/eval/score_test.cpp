#include "server/eval/score.h"

#include <gtest/gtest.h>

namespace gavel::eval {
namespace {

using Verdict = Opinion::Verdict;

struct Bench {
  Bench() : rows(4) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].id = rows[i].digest = std::string(1, static_cast<char>('a' + i));
      rows[i].expected = i < 2 ? Verdict::deny : Verdict::approve;
      rows[i].kind = i == 0 ? "comment" : "";
      asked.push_back(&rows[i]);
    }
  }
  void says(const char* row, Verdict verdict, std::uint64_t latency_us = 1000,
            std::size_t repeat = 0) {
    Hearing one;
    one.row = row;
    one.repeat = repeat;
    one.opinion.verdict = verdict;
    one.opinion.reason = "because";
    one.opinion.tokens_in = 100;
    one.opinion.tokens_out = 10;
    one.opinion.cost_usd = 0.01;
    one.opinion.latency_us = latency_us;
    hearings.push_back(one);
  }
  std::vector<LabelledCall> rows;
  std::vector<const LabelledCall*> asked;
  std::vector<Hearing> hearings;
};

TEST(Score, CountsWhatIsWrongAndWhatItCost) {
  Bench bench;
  bench.says("a", Verdict::approve, 4000);  // false approval
  bench.says("a", Verdict::deny, 3000, 1);  // and a repeat that disagrees
  bench.says("b", Verdict::deny, 2000);
  bench.says("c", Verdict::approve, 1000);
  bench.says("d", Verdict::deny, 5000);       // false denial
  bench.says("d", Verdict::none, 9000, 1);    // an outage is neither
  bench.says("elsewhere", Verdict::approve);  // no row of this corpus
  const Score got = score(bench.asked, bench.hearings);
  EXPECT_EQ(got.approved_rightly, 1u);
  EXPECT_EQ(got.denied_rightly, 2u);
  EXPECT_EQ(got.false_approvals.wrong, 1u);
  EXPECT_EQ(got.false_approvals.answers, 3u);
  EXPECT_EQ(got.false_approvals.rows, 2u);
  EXPECT_DOUBLE_EQ(got.false_approvals.rate, 1.0 / 3);
  EXPECT_EQ(got.false_denials.wrong, 1u);
  EXPECT_EQ(got.false_denials.answers, 2u);
  EXPECT_EQ(got.by_kind.at("comment").wrong, 1u);
  EXPECT_EQ(got.by_kind.size(), 1u);
  EXPECT_EQ(got.unanswered, 1u);
  EXPECT_EQ(got.repeated, 1u);
  EXPECT_EQ(got.disputed, 1u);
  EXPECT_EQ(got.tokens_in, 700u);
  EXPECT_DOUBLE_EQ(got.cost_usd, 0.07);
  EXPECT_EQ(got.latency.p50, 3000u - 1000u);
  EXPECT_EQ(got.latency.p99, 5000u);
  ASSERT_EQ(got.wrong.size(), 2u);
  EXPECT_EQ(got.wrong[0].row->id, "a");
  EXPECT_EQ(got.wrong[0].answers, 2u);
  EXPECT_EQ(got.wrong[0].said, "because");
  EXPECT_EQ(got.wrong[1].row->id, "d");
}

TEST(Score, OfNothing) {
  const Score got = score({}, {});
  EXPECT_EQ(got.false_approvals.rate, 0);
  EXPECT_EQ(got.false_approvals.interval.high, 1) << "nothing measured, nothing known";
  EXPECT_EQ(got.latency.p99, 0u);
}

TEST(Score, Comparison) {
  Bench one;
  Bench two;
  one.says("a", Verdict::deny);
  two.says("a", Verdict::approve);
  one.says("b", Verdict::deny);
  two.says("b", Verdict::deny);
  one.says("c", Verdict::deny);
  two.says("c", Verdict::approve);
  one.says("d", Verdict::approve);  // the other was not asked
  const Comparison got = compare(one.asked, one.hearings, two.hearings);
  ASSERT_EQ(got.only_first.size(), 1u);
  EXPECT_EQ(got.only_first[0]->id, "a");
  ASSERT_EQ(got.only_second.size(), 1u);
  EXPECT_EQ(got.only_second[0]->id, "c");
  EXPECT_EQ(got.chance, 1);
}

}  // namespace
}  // namespace gavel::eval
