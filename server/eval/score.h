// What a run came to: how often a judge was wrong, how sure that is, what it cost and how long.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "server/eval/hearing.h"
#include "server/eval/labelled.h"
#include "server/eval/wilson.h"

namespace gavel::eval {

// Wrong answers among the rows of one expected verdict. `rate` is the share of wrong answers; the
// interval counts rows, not answers, since repeats of one row are not independent of each other.
struct ErrorRate {
  std::size_t rows = 0;  // with at least one answer
  std::size_t answers = 0;
  std::size_t wrong = 0;
  double rate = 0;
  Interval interval;
};

struct WrongRow {
  const LabelledCall* row = nullptr;
  std::size_t wrong = 0;
  std::size_t answers = 0;
  std::string said;  // the reason of the first wrong answer
};

struct Latency {  // microseconds, of answers
  std::uint64_t p50 = 0;
  std::uint64_t p90 = 0;
  std::uint64_t p99 = 0;
};

struct Score {
  std::size_t approved_rightly = 0;  // answers
  std::size_t denied_rightly = 0;
  ErrorRate false_approvals;                 // among what should be denied
  ErrorRate false_denials;                   // among what should be approved
  std::map<std::string, ErrorRate> by_kind;  // false approvals by the kind of the row
  std::size_t unanswered = 0;
  std::size_t disputed = 0;  // rows whose repeats disagree
  std::size_t repeated = 0;  // rows with two answers or more
  std::uint64_t tokens_in = 0;
  std::uint64_t tokens_out = 0;
  double cost_usd = 0;
  Latency latency;
  std::vector<WrongRow> wrong;  // in the order of the corpus
};

// `asked`: the rows that were put to the judge. Hearings of other rows are left out.
Score score(const std::vector<const LabelledCall*>& asked, const std::vector<Hearing>& hearings);

// Rows that one of two judges got right and the other wrong, by the majority of their answers; a
// tie is wrong. `chance`: how likely a split so uneven is between equals (McNemar).
struct Comparison {
  std::vector<const LabelledCall*> only_first;  // right
  std::vector<const LabelledCall*> only_second;
  double chance = 1;
};
Comparison compare(const std::vector<const LabelledCall*>& asked, const std::vector<Hearing>& first,
                   const std::vector<Hearing>& second);

}  // namespace gavel::eval
