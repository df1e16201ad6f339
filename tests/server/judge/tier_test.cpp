#include "server/judge/tier.h"

#include <memory>
#include <new>
#include <string>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "server/judge/builtin.h"
#include "server/judge/chamber.h"
#include "tests/server/judge/case.h"

namespace gavel::judge {
namespace {

Opinion ask(const Case& one) {
  boost::asio::io_context context;
  const auto judge = make_judge(context.get_executor());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  Opinion opinion;
  boost::asio::co_spawn(context, judge->ask(one.question, deadline),
                        [&](std::exception_ptr, Opinion given) { opinion = std::move(given); });
  context.run();
  return opinion;
}

TEST(Tier, EachPolicyItsProvider) {
  Case one;
  one.runs({"cp", "a", "b"}).effects = {effect(EffectKind::write, "b", Zone::repo)};
  one.policy.judge.endpoint.provider = policy::Provider::builtin;
  EXPECT_EQ(ask(one).verdict, Opinion::Verdict::approve);
  EXPECT_EQ(ask(one).model, builtin_model);
  one.policy.judge.endpoint.provider = policy::Provider::none;
  EXPECT_EQ(ask(one).verdict, Opinion::Verdict::none);
  EXPECT_EQ(ask(one).outage, "no judge is configured");
  one.policy.judge.endpoint.provider = policy::Provider::openai;
  one.policy.judge.endpoint.base_url = "nonsense";
  one.policy.judge.endpoint.model = "m";
  EXPECT_EQ(ask(one).verdict, Opinion::Verdict::none);
  EXPECT_NE(ask(one).outage.find("judge.base_url"), std::string::npos) << ask(one).outage;
}

// Counts what the judge asks of its surroundings, and fails the one whose turn it is: by throwing
// where it is called, or out of the handler that should have gone on.
struct Saboteur {
  int until = 0;  // operations that still succeed; below zero: all do
  bool in_handler = false;
  bool broke = false;

  bool turn() {
    if (until < 0 || until-- > 0) return false;
    broke = true;
    return true;
  }
  void here() {
    if (turn()) throw std::bad_alloc();
  }
  boost::asio::awaitable<void> step() {
    const bool fails = turn();
    if (fails && !in_handler) throw std::bad_alloc();
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto initiate = [executor, fails](auto handler) {
      auto held = std::make_shared<decltype(handler)>(std::move(handler));
      boost::asio::post(executor, [held = std::move(held), fails] {
        if (fails) throw std::bad_alloc();
        std::move (*held)();
      });
    };
    auto token = boost::asio::use_awaitable;
    co_await boost::asio::async_initiate<decltype(token), void()>(initiate, token);
  }
};

// Fails once by itself, so that there is a pause and a second try; then denies.
struct Stub : Transport, Memory {
  explicit Stub(std::shared_ptr<Saboteur> breaker) : breaks(std::move(breaker)) {}

  boost::asio::awaitable<Result<Response>> post(const Request&, Deadline, const Watch&) override {
    co_await breaks->step();
    Response response;
    response.status = ++asked % 2 == 1 ? 500 : 200;
    response.body = R"({"choices":[{"message":{"content":"DENY: no"},"finish_reason":"stop"}]})";
    co_return response;
  }
  std::optional<std::string> find(const std::string&) override {
    breaks->here();
    return std::nullopt;
  }
  void put(const std::string&, const std::string&, std::int64_t) override { breaks->here(); }

  std::shared_ptr<Saboteur> breaks;
  int asked = 0;
};

Surroundings breakable(const boost::asio::any_io_executor& executor,
                       const std::shared_ptr<Saboteur>& breaks) {
  Surroundings around = real_surroundings(executor);
  const auto stub = std::make_shared<Stub>(breaks);
  around.transport = stub;
  around.memory = stub;
  around.memory_secret = std::string(32, 's');
  around.now = [breaks] { return breaks->here(), std::chrono::steady_clock::now(); };
  around.wait_until = [breaks](Deadline) { return breaks->step(); };
  around.unix_ms = [breaks] { return breaks->here(), 20'000 * 86'400'000LL; };
  around.chance = [breaks] { return breaks->here(), 0.5; };
  around.nonce = [breaks] { return breaks->here(), std::string(32, '7'); };
  around.keys.variable = [breaks](const std::string&) -> std::optional<std::string> {
    return breaks->here(), "key";
  };
  return around;
}

struct Told {
  Opinion opinion;
  bool broke = false;
};

// One question whose operation number `n` fails (below zero: none), and the one after it.
std::vector<Told> ask_twice(const Case& one, int n, bool in_handler) {
  const auto breaks = std::make_shared<Saboteur>();
  boost::asio::io_context context;
  Chamber chamber;
  const auto judge = make_judge(breakable(chamber.executor(), breaks));
  std::vector<Told> told;
  for (const int until : {n, -1}) {
    *breaks = {until, in_handler, false};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    boost::asio::co_spawn(context, judge->ask(one.question, deadline),
                          [&](std::exception_ptr failed, Opinion given) {
                            EXPECT_FALSE(failed);
                            told.push_back({std::move(given), breaks->broke});
                          });
    context.restart();
    context.run();
  }
  chamber.stop();
  return told;
}

TEST(Tier, WhateverFailsIsAnOutageAndTheNextQuestionIsAnswered) {
  Case one;
  one.runs({"cp", "a", "b"}).effects = {effect(EffectKind::write, "b", Zone::repo)};
  one.policy.judge.endpoint = {};
  one.policy.judge.endpoint.provider = policy::Provider::openai;
  one.policy.judge.endpoint.base_url = "http://127.0.0.1:1/v1";
  one.policy.judge.endpoint.model = "m";
  one.policy.judge.endpoint.api_key_env = "KEY";
  one.policy.judge.retries = 2;
  for (const bool in_handler : {false, true}) {
    int n = 0;
    for (bool broke = true; broke; ++n) {
      SCOPED_TRACE(std::to_string(n) + (in_handler ? " in a handler" : " where it is called"));
      const std::vector<Told> told = ask_twice(one, n, in_handler);
      ASSERT_EQ(told.size(), 2u);
      broke = told[0].broke;
      const bool answered = told[0].opinion.verdict == Opinion::Verdict::deny;
      EXPECT_NE(answered, told[0].opinion.verdict == Opinion::Verdict::none);
      EXPECT_NE(answered, !told[0].opinion.outage.empty());
      EXPECT_TRUE(answered || broke);
      EXPECT_NE(told[0].opinion.outage, "the judge did not answer in time")
          << "nobody waits it out";
      EXPECT_EQ(told[1].opinion.verdict, Opinion::Verdict::deny) << told[1].opinion.outage;
    }
    EXPECT_GT(n, 15) << "operations";
  }
}

}  // namespace
}  // namespace gavel::judge
