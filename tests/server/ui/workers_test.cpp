#include "server/ui/workers.h"

#include <future>
#include <latch>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace gavel::ui {
namespace {

namespace asio = boost::asio;

asio::awaitable<void> ask(Workers& workers, Workers::Work work, std::vector<int>& answers) {
  const net::Response response = co_await workers.run(std::move(work));
  answers.push_back(response.status);
}

net::Response fine() {
  net::Response response;
  response.status = 200;
  return response;
}

TEST(Workers, TheCallersThreadGoesOnMeanwhile) {
  asio::io_context io;
  Workers workers(1, 8);
  std::promise<void> go_on;
  std::vector<int> answers;
  const auto slow = [&] {
    go_on.get_future().wait();
    return fine();
  };
  asio::co_spawn(io, ask(workers, slow, answers), asio::detached);
  io.poll();
  EXPECT_TRUE(answers.empty());
  bool judged = false;
  asio::post(io, [&] { judged = true; });
  io.poll();
  EXPECT_TRUE(judged) << "while the work waits, others are served";
  go_on.set_value();
  io.run();
  EXPECT_EQ(answers, std::vector<int>{200});
}

TEST(Workers, TooMuchIsRefusedAndADefectCostsOneAnswer) {
  asio::io_context io;
  Workers workers(1, 2);
  std::promise<void> go_on;
  const std::shared_future<void> gate = go_on.get_future().share();
  std::vector<int> answers;
  const auto slow = [gate]() -> net::Response {
    gate.wait();
    throw std::runtime_error("a defect");
  };
  for (int i = 0; i < 3; ++i) asio::co_spawn(io, ask(workers, slow, answers), asio::detached);
  io.poll();
  EXPECT_EQ(answers, std::vector<int>{503});
  go_on.set_value();
  io.run();
  EXPECT_EQ(answers, (std::vector<int>{503, 500, 500}));
  io.restart();
  asio::co_spawn(io, ask(workers, fine, answers), asio::detached);
  io.run();
  EXPECT_EQ(answers.back(), 200);
}

}  // namespace
}  // namespace gavel::ui
