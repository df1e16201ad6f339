#include "server/hearing.h"

#include <optional>

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using Verdict = Opinion::Verdict;

struct FakePresence : net::Presence {
  void watch(std::function<void()> left) override { left_ = std::move(left); }
  void forget() override { left_ = nullptr; }
  std::function<void()> left_;
};

// Answers when told to, or with no opinion when the question is withdrawn.
struct SlowJudge : judge::Judge {
  explicit SlowJudge(asio::io_context& context)
      : answer(context, asio::steady_timer::time_point::max()) {}
  asio::awaitable<Opinion> ask(const judge::Question&, judge::Deadline) override {
    co_await asio::this_coro::throw_if_cancelled(false);
    boost::system::error_code ignored;
    co_await answer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    Opinion opinion;
    if (state.cancelled() == asio::cancellation_type::none) opinion.verdict = Verdict::approve;
    co_return opinion;
  }
  asio::steady_timer answer;
};

struct Room {
  asio::io_context context;
  FakePresence presence;
  SlowJudge judge{context};
  Call call;
  policy::Evaluation evaluation;
  policy::Policy policy;
  judge::Question question{call, evaluation, policy, "", "", {}};
  std::optional<Hearing> heard;

  void ask(net::Presence* present) {
    asio::co_spawn(context, hear(judge, question, judge::Deadline::max(), present),
                   [this](std::exception_ptr failed, Hearing hearing) {
                     EXPECT_FALSE(failed);
                     heard = std::move(hearing);
                   });
    context.poll();
  }
  void leave() {
    asio::post(context, [this] {
      if (presence.left_) presence.left_();
    });
  }
  void go_on() {
    context.restart();
    context.poll();
  }
};

TEST(Hearing, WhoLeavesWithdrawsTheQuestion) {
  Room room;
  room.ask(&room.presence);
  ASSERT_TRUE(room.presence.left_);
  EXPECT_FALSE(room.heard);
  room.leave();
  room.go_on();
  ASSERT_TRUE(room.heard);
  EXPECT_TRUE(room.heard->left);
  EXPECT_EQ(room.heard->opinion.verdict, Verdict::none);
  EXPECT_FALSE(room.presence.left_) << "the watch has ended";
}

TEST(Hearing, WhoStaysHears) {
  for (const bool known : {false, true}) {
    SCOPED_TRACE(known);
    Room room;
    room.ask(known ? &room.presence : nullptr);
    room.judge.answer.cancel();
    room.go_on();
    ASSERT_TRUE(room.heard);
    EXPECT_FALSE(room.heard->left);
    EXPECT_EQ(room.heard->opinion.verdict, Verdict::approve);
    EXPECT_FALSE(room.presence.left_) << "the watch has ended";
  }
}

TEST(Hearing, AnOpinionThatCameFirstStands) {
  Room room;
  room.ask(&room.presence);
  room.judge.answer.cancel();
  room.leave();
  room.go_on();
  ASSERT_TRUE(room.heard);
  EXPECT_EQ(room.heard->left, room.heard->opinion.verdict == Verdict::none);
}

}  // namespace
}  // namespace gavel::server
