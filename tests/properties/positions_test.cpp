// The positions of the product in balanced mode: for each kind of command what the static tier
// must say. Written from the product's design, not from what the code happens to do.

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

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

// Known not to hold yet; each must go. Their rulings are not asserted, and one that holds again is
// named in the output so that the list does not rot.
std::vector<std::string_view> pending() {
  return {
#include "tests/properties/pending.inc"
  };
}

bool is_pending(std::string_view command) {
  for (const std::string_view each : pending()) {
    if (command == each) return true;
  }
  return false;
}

TEST(Positions, OfTheStaticTier) {
  const Policy policy = embedded();
  for (const Row& row : rows) {
    const Evaluation evaluation = staged(row.command, policy);
    const Verdict& verdict = evaluation.verdict;
    const std::string got =
        std::string(name_of(verdict.ruling)) + " by " + verdict.rule + ": " + verdict.reason;
    if (is_pending(row.command)) {
      if (verdict.ruling == row.expected) std::cout << "no longer pending: " << row.command << "\n";
    } else {
      EXPECT_EQ(verdict.ruling, row.expected)
          << row.command << "\n  expected " << name_of(row.expected) << ", got " << got;
    }
  }
}

TEST(Positions, EachStandsOnce) {
  for (const Row& row : rows) {
    int seen = 0;
    for (const Row& other : rows) seen += std::string_view(row.command) == other.command ? 1 : 0;
    EXPECT_EQ(seen, 1) << row.command;
  }
}

TEST(Positions, PassLessInAStricterMode) {
  Policy permissive = embedded();
  permissive.mode = Mode::permissive;
  Policy balanced = embedded();
  Policy strict = embedded();
  strict.mode = Mode::strict;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const Ruling middle = staged(row.command, balanced).verdict.ruling;
    EXPECT_LE(staged(row.command, permissive).verdict.ruling, middle);
    EXPECT_LE(middle, staged(row.command, strict).verdict.ruling);
  }
}

}  // namespace
}  // namespace gavel::policy
