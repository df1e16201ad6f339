#include "server/judge/chamber.h"

#include <future>

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

}  // namespace
}  // namespace gavel::judge
