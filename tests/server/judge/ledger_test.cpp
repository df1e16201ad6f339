#include "server/judge/ledger.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

const auto everything = [](const Account&) { return true; };

TEST(Ledger, AddsUpByAccount) {
  Ledger ledger;
  ledger.add({1, "/r", "s1", "m"}, {1, 100, 10, 0.5});
  ledger.add({1, "/r", "s1", "m"}, {1, 100, 10, 0.5});
  ledger.add({1, "/r", "s2", "m"}, {1, 1, 1, 0.25});
  ledger.add({2, "/r", "s1", "n"}, {1, 7, 7, 0.125});
  EXPECT_EQ(ledger.rows().size(), 3u);
  const Spend s1 = ledger.total([](const Account& a) { return a.session == "s1"; });
  EXPECT_EQ(s1.questions, 3u);
  EXPECT_EQ(s1.tokens_in, 207u);
  EXPECT_EQ(s1.tokens_out, 27u);
  EXPECT_DOUBLE_EQ(s1.usd, 1.125);
  EXPECT_DOUBLE_EQ(ledger.total([](const Account& a) { return a.day == 2; }).usd, 0.125);
}

TEST(Ledger, LosesNoMoneyWhenFull) {
  Ledger ledger(2);
  for (int i = 0; i < 100; ++i) {
    ledger.add({1, "/r", "s" + std::to_string(i), "m"}, {1, 1, 1, 0.5});
  }
  EXPECT_EQ(ledger.rows().size(), 3u);
  EXPECT_DOUBLE_EQ(ledger.total(everything).usd, 50);
}

TEST(Ledger, Cost) {
  struct Row {
    policy::Price price;
    Spend spend;
    double usd;
  };
  const Row rows[] = {
      {{0.14, 0.28, 0}, {1, 1'000'000, 500'000}, 0.28},    {{0, 0, 0}, {1, 5, 5}, 0},
      {{2, 8, 0}, {1, 1'000'000, 0, 0, 400'000}, 2},  // cached tokens have no price of their own
      {{2, 8, 0.5}, {1, 1'000'000, 0, 0, 400'000}, 1.4},    // they have
      {{2, 8, 0.5}, {1, 1'000'000, 0, 0, 9'000'000}, 0.5},  // more than were read: all of them
  };
  for (const Row& row : rows) EXPECT_DOUBLE_EQ(cost_usd(row.price, row.spend), row.usd);
}

}  // namespace
}  // namespace gavel::judge
