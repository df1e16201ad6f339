#include "server/judge/coalesce.h"

#include <optional>
#include <stdexcept>
#include <vector>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

namespace asio = boost::asio;
using Verdict = Opinion::Verdict;

struct Hall {
  asio::io_context context;
  Flights flights{context.get_executor()};
  asio::steady_timer landing{context, asio::steady_timer::time_point::max()};
  int started = 0;
  int cancelled = 0;
  std::vector<Flights::Joined> results;

  asio::awaitable<Opinion> fly() {
    co_await asio::this_coro::throw_if_cancelled(false);
    ++started;
    boost::system::error_code ignored;
    co_await landing.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) ++cancelled;
    Opinion opinion;
    opinion.verdict = Verdict::deny;
    co_return opinion;
  }

  void join(const std::string& key, Deadline deadline = Deadline::max()) {
    starts.push_back(std::make_unique<Flights::Start>([this] { return fly(); }));
    keys.push_back(std::make_unique<std::string>(key));
    asio::co_spawn(context, flights.join(*keys.back(), *starts.back(), deadline),
                   [this](std::exception_ptr, Flights::Joined joined) {
                     results.push_back(std::move(joined));
                   });
    context.restart();
    context.poll();
  }
  void land() {
    landing.cancel();
    context.restart();
    context.poll();
  }

  std::vector<std::unique_ptr<Flights::Start>> starts;
  std::vector<std::unique_ptr<std::string>> keys;
};

TEST(Flights, IdenticalQuestionsShareOne) {
  Hall hall;
  for (int i = 0; i < 3; ++i) hall.join("a");
  hall.join("b");
  EXPECT_EQ(hall.started, 2);
  EXPECT_EQ(hall.flights.under_way(), 2u);
  hall.land();
  ASSERT_EQ(hall.results.size(), 4u);
  int payers = 0;
  for (const auto& one : hall.results) {
    EXPECT_EQ(one.opinion.verdict, Verdict::deny);
    payers += one.pays ? 1 : 0;
  }
  EXPECT_EQ(payers, 2);
  EXPECT_EQ(hall.flights.under_way(), 0u);
  hall.join("a");
  EXPECT_EQ(hall.started, 3) << "what has landed is not joined";
  hall.land();
}

TEST(Flights, OneDeadlineEndsNobodyElsesWait) {
  Hall hall;
  hall.join("a");
  hall.join("a", Deadline::min());
  while (hall.results.empty()) hall.context.run_one();
  EXPECT_EQ(hall.results[0].opinion.verdict, Verdict::none);
  EXPECT_EQ(hall.results[0].opinion.outage, "the judge did not answer in time");
  EXPECT_EQ(hall.flights.under_way(), 1u);
  hall.land();
  ASSERT_EQ(hall.results.size(), 2u);
  EXPECT_EQ(hall.results[1].opinion.verdict, Verdict::deny);
  EXPECT_EQ(hall.cancelled, 0);
}

// The answer and its bill go to the next in line.
TEST(Flights, WhoBeganItMayLeave) {
  Hall hall;
  asio::cancellation_signal leave;
  const Flights::Start start = [&hall] { return hall.fly(); };
  const std::string key = "a";
  std::optional<Flights::Joined> first;
  asio::co_spawn(hall.context, hall.flights.join(key, start, Deadline::max()),
                 asio::bind_cancellation_slot(
                     leave.slot(), [&](std::exception_ptr, Flights::Joined got) { first = got; }));
  hall.join("a");
  hall.join("a");
  leave.emit(asio::cancellation_type::terminal);
  hall.context.restart();
  hall.context.poll();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->opinion.verdict, Verdict::none);
  EXPECT_FALSE(first->pays);
  EXPECT_EQ(hall.cancelled, 0);
  hall.land();
  ASSERT_EQ(hall.results.size(), 2u);
  EXPECT_TRUE(hall.results[0].pays);
  EXPECT_FALSE(hall.results[1].pays);
  EXPECT_EQ(hall.started, 1);
}

TEST(Flights, WithoutAnybodyWaitingItIsCancelled) {
  Hall hall;
  hall.join("a", Deadline::min());
  while (hall.cancelled == 0) hall.context.run_one();
  EXPECT_EQ(hall.flights.under_way(), 0u);
}

TEST(Flights, OneThatThrowsIsAnOutage) {
  Hall hall;
  const Flights::Start start = []() -> asio::awaitable<Opinion> {
    throw std::runtime_error("broken");
    co_return Opinion();
  };
  const std::string key = "a";
  Flights::Joined joined;
  asio::co_spawn(hall.context, hall.flights.join(key, start, Deadline::max()),
                 [&](std::exception_ptr, Flights::Joined got) { joined = std::move(got); });
  hall.context.run();
  EXPECT_EQ(joined.opinion.verdict, Verdict::none);
  EXPECT_EQ(joined.opinion.outage, "the judge failed unexpectedly");
}

}  // namespace
}  // namespace gavel::judge
