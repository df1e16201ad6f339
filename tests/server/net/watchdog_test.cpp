#include "server/net/watchdog.h"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace gavel::net {
namespace {

using namespace std::chrono_literals;

TEST(Watchdog, FiresOnceAfterItsPhaseAndNotBefore) {
  boost::asio::io_context io;
  int fired = 0;
  const auto dog = std::make_shared<Watchdog>(io.get_executor(), 1ms, [&] { ++fired; });
  const auto begun = Watchdog::Clock::now();
  dog->arm(20ms);
  io.run();
  EXPECT_EQ(fired, 1);
  EXPECT_TRUE(dog->expired());
  EXPECT_GE(Watchdog::Clock::now() - begun, 20ms);
}

TEST(Watchdog, ADisarmedOneIsSilentAndHoldsNothingUp) {
  boost::asio::io_context io;
  int fired = 0;
  const auto dog = std::make_shared<Watchdog>(io.get_executor(), 1ms, [&] { ++fired; });
  dog->arm(1h);
  dog->disarm();
  io.run();
  EXPECT_EQ(fired, 0);
  dog->arm(2ms);
  io.restart();
  io.run();
  EXPECT_EQ(fired, 1);
}

TEST(Watchdog, AStoppedOneLetsGoOfWhatItHeld) {
  boost::asio::io_context io;
  auto held = std::make_shared<int>(0);
  const auto dog = std::make_shared<Watchdog>(io.get_executor(), 1h, [held] { ++*held; });
  dog->arm(1h);
  dog->stop();
  EXPECT_EQ(held.use_count(), 1);
  io.run();
  EXPECT_EQ(*held, 0);
}

}  // namespace
}  // namespace gavel::net
