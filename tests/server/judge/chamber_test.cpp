#include "server/judge/chamber.h"

#include <future>
#include <stdexcept>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

TEST(Chamber, WorksOnAThreadOfItsOwnUntilItIsStopped) {
  Chamber chamber;
  std::promise<std::thread::id> where;
  boost::asio::post(chamber.executor(), [&] { where.set_value(std::this_thread::get_id()); });
  EXPECT_NE(where.get_future().get(), std::this_thread::get_id());
  chamber.stop();
  bool ran = false;
  boost::asio::post(chamber.executor(), [&] { ran = true; });
  chamber.stop();  // twice is once
  EXPECT_FALSE(ran);
}

TEST(Chamber, GoesOnAfterWhatIsThrown) {
  Chamber chamber;
  for (int i = 0; i < 3; ++i) {
    boost::asio::post(chamber.executor(), [] { throw std::runtime_error("broken"); });
    boost::asio::post(chamber.executor(), [] { throw 7; });
  }
  std::promise<void> reached;
  boost::asio::post(chamber.executor(), [&] { reached.set_value(); });
  reached.get_future().wait();
  EXPECT_EQ(chamber.failures(), 6u);
}

}  // namespace
}  // namespace gavel::judge
