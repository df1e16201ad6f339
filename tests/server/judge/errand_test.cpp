#include "server/judge/errand.h"

#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "server/judge/chamber.h"

namespace gavel::judge {
namespace {

namespace asio = boost::asio;

// What was asked there, and where the opinion came back.
struct Asked {
  std::thread::id there;
  std::thread::id here;
  Opinion opinion;
};

Asked ask(Chamber& chamber, const std::function<asio::awaitable<Opinion>()>& inner) {
  asio::io_context context(1);
  Asked asked;
  const auto outer = [&]() -> asio::awaitable<Opinion> {
    asked.there = std::this_thread::get_id();
    return inner();
  };
  asio::co_spawn(context, ask_on(chamber.executor(), outer),
                 [&](std::exception_ptr failed, Opinion opinion) {
                   EXPECT_FALSE(failed);
                   asked.here = std::this_thread::get_id();
                   asked.opinion = std::move(opinion);
                 });
  context.run();
  return asked;
}

TEST(Errand, IsRunThereAndAnsweredHere) {
  Chamber chamber;
  const Asked asked = ask(chamber, []() -> asio::awaitable<Opinion> {
    Opinion opinion;
    opinion.reason = "seen";
    co_return opinion;
  });
  EXPECT_EQ(asked.opinion.reason, "seen");
  EXPECT_EQ(asked.here, std::this_thread::get_id());
  EXPECT_NE(asked.there, asked.here);
}

TEST(Errand, OneThatThrowsIsAnOutage) {
  Chamber chamber;
  const Asked asked = ask(chamber, []() -> asio::awaitable<Opinion> {
    throw std::runtime_error("broken");
    co_return Opinion();
  });
  EXPECT_EQ(asked.opinion.verdict, Opinion::Verdict::none);
  EXPECT_EQ(asked.opinion.outage, "the judge failed unexpectedly");
}

// Awaits something whose handler is lost in what its own executor throws.
asio::awaitable<Opinion> wait_for_what_breaks() {
  const auto executor = co_await asio::this_coro::executor;
  const auto initiate = [executor](auto handler) {
    auto held = std::make_shared<decltype(handler)>(std::move(handler));
    asio::post(executor, [held = std::move(held)] { throw std::runtime_error("broken"); });
  };
  auto token = asio::use_awaitable;
  co_await asio::async_initiate<decltype(token), void()>(initiate, token);
  co_return Opinion();
}

TEST(Errand, OneThatIsLostIsAnOutageAndTheNextIsAnswered) {
  Chamber chamber;
  for (std::uint64_t lost = 1; lost <= 3; ++lost) {
    const Asked asked = ask(chamber, wait_for_what_breaks);
    EXPECT_EQ(asked.opinion.verdict, Opinion::Verdict::none);
    EXPECT_EQ(asked.opinion.outage, "the judge failed unexpectedly");
    EXPECT_EQ(asked.here, std::this_thread::get_id());
    EXPECT_EQ(chamber.failures(), lost);
    const Asked next = ask(chamber, []() -> asio::awaitable<Opinion> {
      Opinion opinion;
      opinion.reason = "seen";
      co_return opinion;
    });
    EXPECT_EQ(next.opinion.reason, "seen");
  }
}

asio::awaitable<Opinion> wait_to_be_cancelled(std::function<void()> begun) {
  co_await asio::this_coro::throw_if_cancelled(false);
  asio::steady_timer never(co_await asio::this_coro::executor,
                           asio::steady_timer::time_point::max());
  begun();
  boost::system::error_code error;
  co_await never.async_wait(asio::redirect_error(asio::use_awaitable, error));
  Opinion opinion;
  opinion.outage = error == asio::error::operation_aborted ? "cancelled" : "woken";
  co_return opinion;
}

TEST(Errand, CancellingHereCancelsThereAndWaitsForItsWord) {
  Chamber chamber;
  asio::io_context context(1);
  asio::cancellation_signal stop;
  std::optional<Opinion> given;
  const auto begun = [&] {
    asio::post(context, [&] { stop.emit(asio::cancellation_type::terminal); });
  };
  asio::co_spawn(
      context, ask_on(chamber.executor(), [&] { return wait_to_be_cancelled(begun); }),
      asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr failed, Opinion opinion) {
        EXPECT_FALSE(failed);
        given = std::move(opinion);
      }));
  context.run();
  ASSERT_TRUE(given);
  EXPECT_EQ(given->outage, "cancelled");
}

TEST(Errand, ACancellationThatComesTooLateTouchesNothing) {
  Chamber chamber;
  for (int i = 0; i < 200; ++i) {
    asio::io_context context(1);
    asio::cancellation_signal stop;
    int answers = 0;
    const auto at_once = [&]() -> asio::awaitable<Opinion> {
      asio::post(context, [&] { stop.emit(asio::cancellation_type::terminal); });
      co_return Opinion();
    };
    asio::co_spawn(context, ask_on(chamber.executor(), at_once),
                   asio::bind_cancellation_slot(
                       stop.slot(), [&](std::exception_ptr, const Opinion&) { ++answers; }));
    context.run();
    EXPECT_EQ(answers, 1);
  }
}

asio::awaitable<void> hold(std::shared_ptr<int>, Chamber& chamber, std::function<void()> begun) {
  const auto ask = [&] { return wait_to_be_cancelled(begun); };
  const Opinion opinion = co_await ask_on(chamber.executor(), ask);
  ADD_FAILURE() << "nobody answers: " << opinion.outage;
}

TEST(Errand, AChamberThatEndsTakesItsAskersWithIt) {
  asio::io_context context(1);
  std::promise<void> reached;
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> asker = held;
  auto chamber = std::make_unique<Chamber>();
  asio::co_spawn(context, hold(std::move(held), *chamber, [&] { reached.set_value(); }),
                 asio::detached);
  context.poll();
  reached.get_future().wait();
  EXPECT_FALSE(asker.expired());
  chamber->stop();
  chamber.reset();
  context.restart();
  context.poll();
  EXPECT_TRUE(asker.expired());
}

}  // namespace
}  // namespace gavel::judge
