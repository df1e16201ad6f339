#include "server/judge/plan.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

policy::Judge settings() {
  policy::Judge judge;
  judge.endpoint.provider = policy::Provider::openai;
  judge.endpoint.base_url = "https://h/v1";
  judge.endpoint.model = "usual";
  judge.second_look = true;
  return judge;
}

TEST(Plan, RoutesByRisk) {
  policy::Judge judge = settings();
  EXPECT_EQ(plan_for(judge, Risk::critical).steps.front().model, "usual");
  judge.routes = {"cheap", "strong"};
  EXPECT_EQ(plan_for(judge, Risk::low).steps.front().model, "cheap");
  EXPECT_EQ(plan_for(judge, Risk::medium).steps.front().model, "cheap");
  EXPECT_EQ(plan_for(judge, Risk::high).steps.front().model, "strong");
  EXPECT_EQ(plan_for(judge, Risk::critical).steps.front().model, "strong");
}

TEST(Plan, SecondLookOnlyByAnotherModel) {
  policy::Judge judge = settings();
  EXPECT_FALSE(plan_for(judge, Risk::low).second);
  judge.routes.high = "strong";
  ASSERT_TRUE(plan_for(judge, Risk::low).second);
  EXPECT_EQ(plan_for(judge, Risk::low).second->model, "strong");
  EXPECT_FALSE(plan_for(judge, Risk::high).second);
  judge.second_look = false;
  EXPECT_FALSE(plan_for(judge, Risk::low).second);
}

TEST(Plan, FallbacksFollowInOrder) {
  policy::Judge judge = settings();
  judge.fallback = {judge.endpoint, judge.endpoint};
  judge.fallback[0].model = "b";
  judge.fallback[1].model = "c";
  const Plan plan = plan_for(judge, Risk::low);
  ASSERT_EQ(plan.steps.size(), 3u);
  EXPECT_EQ(plan.steps[1].model, "b");
  EXPECT_EQ(plan.steps[2].model, "c");
}

TEST(Plan, EachModelHasItsPrice) {
  policy::Judge judge = settings();
  judge.endpoint.price = {1, 2, 0};
  judge.routes.high = "strong";
  judge.prices = {{"strong", {10, 20, 5}}, {"spare", {3, 4, 0}}};
  judge.fallback = {judge.endpoint};
  judge.fallback[0].model = "spare";
  const Plan plan = plan_for(judge, Risk::low);
  EXPECT_EQ(plan.steps[0].price.input_per_mtok, 1);
  EXPECT_EQ(plan.steps[1].price.input_per_mtok, 3);
  EXPECT_EQ(plan.second->price.output_per_mtok, 20);
  EXPECT_EQ(plan_for(judge, Risk::high).steps[0].price.cached_input_per_mtok, 5);
}

TEST(Plan, TheCacheKeyIsOfPromptAndPlan) {
  Prompt prompt;
  prompt.hash = "h";
  const Plan plan = plan_for(settings(), Risk::low);
  policy::Judge other = settings();
  other.endpoint.model = "other";
  EXPECT_EQ(cache_key(prompt, plan).size(), 64u);
  EXPECT_NE(cache_key(prompt, plan), cache_key(prompt, plan_for(other, Risk::low)));
  Prompt second;
  second.hash = "i";
  EXPECT_NE(cache_key(prompt, plan), cache_key(second, plan));
}

TEST(Plan, KeysTellPlansApart) {
  const policy::Judge judge = settings();
  policy::Judge other = judge;
  EXPECT_EQ(plan_for(judge, Risk::low).key(), plan_for(other, Risk::low).key());
  other.endpoint.model = "x";
  EXPECT_NE(plan_for(judge, Risk::low).key(), plan_for(other, Risk::low).key());
  other = judge;
  other.endpoint.base_url = "https://other/v1";
  EXPECT_NE(plan_for(judge, Risk::low).key(), plan_for(other, Risk::low).key());
  other = judge;
  other.fallback = {judge.endpoint};
  EXPECT_NE(plan_for(judge, Risk::low).key(), plan_for(other, Risk::low).key());
  other = judge;
  other.routes.high = "strong";
  EXPECT_NE(plan_for(judge, Risk::low).key(), plan_for(other, Risk::low).key());
}

TEST(Plan, ShareLeavesTimeForWhatFollows) {
  const Deadline now{};
  const Deadline end = now + std::chrono::seconds(9);
  EXPECT_EQ(share_of(now, end, true), now + std::chrono::seconds(6));
  EXPECT_EQ(share_of(now, end, false), end);
  EXPECT_EQ(share_of(end, now, true), now) << "never later than the end";
}

}  // namespace
}  // namespace gavel::judge
