#include "server/judge/breaker.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using std::chrono::seconds;

const Breaker::TimePoint start{};
const Breaker::Limits limits{3, seconds(5), seconds(12)};

Breaker opened() {
  Breaker breaker(limits);
  for (int i = 0; i < 3; ++i) {
    breaker.admit(start);
    breaker.failed(start);
  }
  return breaker;
}

TEST(Breaker, OpensAfterFailuresInARow) {
  Breaker breaker(limits);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(breaker.admit(start));
    breaker.failed(start);
  }
  EXPECT_TRUE(breaker.admit(start));
  breaker.succeeded();
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(breaker.admit(start));
    breaker.failed(start);
  }
  EXPECT_FALSE(breaker.open());
  EXPECT_TRUE(breaker.admit(start));
  breaker.failed(start);
  EXPECT_TRUE(breaker.open());
  EXPECT_FALSE(breaker.admit(start));
  EXPECT_FALSE(breaker.admit(start + seconds(4)));
}

TEST(Breaker, OneProbeClosesIt) {
  Breaker breaker = opened();
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
  EXPECT_FALSE(breaker.admit(start + seconds(5))) << "only one probe";
  breaker.succeeded();
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
  EXPECT_FALSE(breaker.open());
}

TEST(Breaker, AFailedProbeDoublesTheRestUpToALimit) {
  Breaker breaker = opened();
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
  breaker.failed(start + seconds(5));
  EXPECT_FALSE(breaker.admit(start + seconds(14)));
  EXPECT_TRUE(breaker.admit(start + seconds(15)));
  breaker.failed(start + seconds(15));  // 20 s would be next; 12 is the limit
  EXPECT_FALSE(breaker.admit(start + seconds(26)));
  EXPECT_TRUE(breaker.admit(start + seconds(27)));
}

TEST(Breaker, AnAbandonedProbeLeavesRoomForTheNext) {
  Breaker breaker = opened();
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
  breaker.abandoned();
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
}

TEST(Breaker, LateFailuresDoNotProlongTheRest) {
  Breaker breaker = opened();
  breaker.failed(start + seconds(4));  // was admitted before it opened
  EXPECT_TRUE(breaker.admit(start + seconds(5)));
}

}  // namespace
}  // namespace gavel::judge
