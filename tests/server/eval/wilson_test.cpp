#include "server/eval/wilson.h"

#include <gtest/gtest.h>

namespace gavel::eval {
namespace {

// Values worked out by hand from the formula, and the textbook one of 8 in 10.
TEST(Wilson, Intervals) {
  struct Row {
    double share;
    std::size_t count;
    double low;
    double high;
  };
  constexpr Row rows[] = {
      {0, 0, 0, 1},
      {0, 10, 0, 0.2775},
      {1, 10, 0.7225, 1},
      {0.8, 10, 0.4902, 0.9433},
      {0.5, 100, 0.4038, 0.5962},
      {0, 300, 0, 0.0126},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.count);
    const Interval got = wilson(row.share, row.count);
    EXPECT_NEAR(got.low, row.low, 0.0001);
    EXPECT_NEAR(got.high, row.high, 0.0001);
  }
}

TEST(Wilson, McNemarExact) {
  EXPECT_DOUBLE_EQ(mcnemar(0, 0), 1);
  EXPECT_DOUBLE_EQ(mcnemar(3, 3), 1);
  EXPECT_NEAR(mcnemar(0, 5), 0.0625, 1e-9);       // 2 / 2^5
  EXPECT_NEAR(mcnemar(1, 9), 0.021484375, 1e-9);  // 2 (1 + 10) / 2^10
  EXPECT_NEAR(mcnemar(9, 1), 0.021484375, 1e-9);
}

}  // namespace
}  // namespace gavel::eval
