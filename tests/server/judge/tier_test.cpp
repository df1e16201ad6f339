#include "server/judge/tier.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "server/judge/builtin.h"
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

}  // namespace
}  // namespace gavel::judge
