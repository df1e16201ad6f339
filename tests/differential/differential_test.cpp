// The parser against the real bash, a bounded run; `differential --seed N --count N` goes further.
#include <gtest/gtest.h>

#include "tests/differential/compare.h"

namespace gavel::differential {
namespace {

constexpr std::uint64_t seed = 20'260'101;
constexpr std::size_t scripts = 3'000;

std::string told(const std::vector<Miss>& misses) {
  std::string text;
  for (const Miss& miss : misses) {
    text += "seed " + std::to_string(miss.seed) + ": " + miss.what + "\n" + miss.script + "\n";
  }
  return text;
}

TEST(Differential, WhatBashExecutesIsSeen) {
  const Report report = compare(seed, scripts, {});
  EXPECT_TRUE(report.unseen.empty()) << told(report.unseen);
  EXPECT_TRUE(report.unprintable.empty()) << told(report.unprintable);
  // Texts that bash reads in two ways: the grammar in parser.cpp says which.
  EXPECT_LE(report.refused_fresh, 2u) << told(report.refused);
  // A run in which bash did nothing would prove nothing.
  EXPECT_GT(report.valid, scripts / 2);
  EXPECT_GT(report.executed, report.valid);
  EXPECT_LT(report.stalled, scripts / 100);
}

TEST(Differential, WhatTheAnalysisClaimsIsWhatBashRuns) {
  const Report grammar = compare(seed + 10'000, 600, {.claims = true});
  EXPECT_TRUE(grammar.misclaimed.empty()) << told(grammar.misclaimed);
  const Report states = compare(seed, 1'500, {.generator = Generator::states, .claims = true});
  EXPECT_TRUE(states.misclaimed.empty()) << told(states.misclaimed);
  EXPECT_GT(states.executed, states.valid * 4);
  EXPECT_LT(states.unsure, states.valid / 100);
}

TEST(Differential, PrintedTextRunsTheSameCommands) {
  const Report report = compare(seed + scripts, 250, {.run_printed = true});
  EXPECT_TRUE(report.changed.empty()) << told(report.changed);
  EXPECT_GT(report.executed, 250u);
}

}  // namespace
}  // namespace gavel::differential
