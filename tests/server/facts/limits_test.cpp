#include "server/facts/limits.h"

#include <gtest/gtest.h>

namespace gavel::facts {
namespace {

TEST(FactsLimits, EachBudgetEndsEverything) {
  std::int64_t now = 0;
  const NowUs clock = [&] { return now; };
  const Limits limits{.questions = 2, .bytes = 10, .entries = 3, .time_us = 100};
  {
    Meter meter(limits, clock);
    EXPECT_TRUE(meter.ask());
    EXPECT_TRUE(meter.ask());
    EXPECT_FALSE(meter.ask());
    EXPECT_TRUE(meter.spent());
    EXPECT_FALSE(meter.read(1)) << "spent stays spent";
  }
  {
    Meter meter(limits, clock);
    EXPECT_TRUE(meter.read(10));
    EXPECT_TRUE(meter.read(0));
    EXPECT_FALSE(meter.read(1));
    EXPECT_FALSE(meter.ask());
  }
  {
    Meter meter(limits, clock);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(meter.entry());
    EXPECT_FALSE(meter.entry());
  }
  {
    now = 5000;
    Meter meter(limits, clock);
    EXPECT_TRUE(meter.ask()) << "the time begins with the first question";
    now += 100;
    EXPECT_TRUE(meter.in_time());
    now += 1;
    EXPECT_FALSE(meter.ask());
    now = 5000;
    EXPECT_FALSE(meter.ask()) << "a clock that steps back gives nothing back";
  }
}

}  // namespace
}  // namespace gavel::facts
