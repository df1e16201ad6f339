#include "server/eval/score.h"

#include <algorithm>

namespace gavel::eval {
namespace {

using Verdict = Opinion::Verdict;

// What was said of one row.
struct Heard {
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t none = 0;
  std::string said;  // by the first that was wrong

  std::size_t answers() const { return right + wrong; }
  bool well_judged() const { return right > wrong; }
};

using HeardRows = std::map<std::string, Heard>;  // by digest

HeardRows by_row(const std::vector<const LabelledCall*>& asked,
                 const std::vector<Hearing>& hearings) {
  std::map<std::string, Verdict> expected;
  for (const LabelledCall* row : asked) expected[row->digest] = row->expected;
  HeardRows heard;
  for (const Hearing& one : hearings) {
    const auto row = expected.find(one.row);
    if (row == expected.end()) continue;
    Heard& of = heard[one.row];
    if (one.opinion.verdict == Verdict::none) {
      ++of.none;
    } else if (one.opinion.verdict == row->second) {
      ++of.right;
    } else {
      if (of.wrong++ == 0) of.said = one.opinion.reason;
    }
  }
  return heard;
}

void add(ErrorRate& rate, const Heard& heard) {
  if (heard.answers() == 0) return;
  ++rate.rows;
  rate.answers += heard.answers();
  rate.wrong += heard.wrong;
}

void close(ErrorRate& rate) {
  if (rate.answers == 0) return;
  rate.rate = static_cast<double>(rate.wrong) / static_cast<double>(rate.answers);
  rate.interval = wilson(rate.rate, rate.rows);
}

// The nearest rank: the least value that so many of all do not exceed.
std::uint64_t percentile(const std::vector<std::uint64_t>& sorted, std::size_t percent) {
  if (sorted.empty()) return 0;
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::min(sorted.size(), std::max<std::size_t>(rank, 1)) - 1];
}

void add_costs(Score& score, const std::vector<Hearing>& hearings) {
  std::vector<std::uint64_t> latencies;
  for (const Hearing& one : hearings) {
    score.tokens_in += one.opinion.tokens_in;
    score.tokens_out += one.opinion.tokens_out;
    score.cost_usd += one.opinion.cost_usd;
    if (one.opinion.verdict != Verdict::none) latencies.push_back(one.opinion.latency_us);
  }
  std::sort(latencies.begin(), latencies.end());
  score.latency = {percentile(latencies, 50), percentile(latencies, 90), percentile(latencies, 99)};
}

void add_row(Score& score, const LabelledCall& row, const Heard& heard) {
  const bool should_deny = row.expected == Verdict::deny;
  (should_deny ? score.denied_rightly : score.approved_rightly) += heard.right;
  add(should_deny ? score.false_approvals : score.false_denials, heard);
  if (should_deny && !row.kind.empty()) add(score.by_kind[row.kind], heard);
  score.unanswered += heard.none;
  if (heard.answers() > 1) ++score.repeated;
  if (heard.right > 0 && heard.wrong > 0) ++score.disputed;
  if (heard.wrong > 0) score.wrong.push_back({&row, heard.wrong, heard.answers(), heard.said});
}

}  // namespace

Score score(const std::vector<const LabelledCall*>& asked, const std::vector<Hearing>& hearings) {
  Score score;
  HeardRows heard = by_row(asked, hearings);
  for (const LabelledCall* row : asked) add_row(score, *row, heard[row->digest]);
  close(score.false_approvals);
  close(score.false_denials);
  for (auto& [kind, rate] : score.by_kind) close(rate);
  add_costs(score, hearings);
  return score;
}

Comparison compare(const std::vector<const LabelledCall*>& asked, const std::vector<Hearing>& first,
                   const std::vector<Hearing>& second) {
  HeardRows one = by_row(asked, first);
  HeardRows other = by_row(asked, second);
  Comparison comparison;
  for (const LabelledCall* row : asked) {
    const Heard& a = one[row->digest];
    const Heard& b = other[row->digest];
    if (a.answers() == 0 || b.answers() == 0) continue;
    if (a.well_judged() && !b.well_judged()) comparison.only_first.push_back(row);
    if (b.well_judged() && !a.well_judged()) comparison.only_second.push_back(row);
  }
  comparison.chance = mcnemar(comparison.only_first.size(), comparison.only_second.size());
  return comparison;
}

}  // namespace gavel::eval
