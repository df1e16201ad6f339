#include "server/judge/cache.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using std::chrono::seconds;
using Verdict = Opinion::Verdict;

const Cache::TimePoint start{};

Opinion said(Verdict verdict) {
  Opinion opinion;
  opinion.verdict = verdict;
  opinion.reason = "because";
  opinion.model = "m";
  opinion.prompt_hash = "abc";
  opinion.tokens_in = 5;
  opinion.tokens_out = 6;
  opinion.cost_usd = 0.1;
  opinion.latency_us = 7;
  return opinion;
}

TEST(Cache, WhatMayAnswerAgain) {
  struct Row {
    Verdict verdict;
    Risk risk;
    bool cites_intent;
    bool reusable;
  };
  constexpr Row rows[] = {
      {Verdict::approve, Risk::low, false, true},
      {Verdict::approve, Risk::medium, false, true},
      {Verdict::approve, Risk::high, false, false},
      {Verdict::approve, Risk::critical, false, false},
      {Verdict::approve, Risk::low, true, false},
      {Verdict::deny, Risk::low, false, true},
      {Verdict::deny, Risk::critical, true, true},
      {Verdict::none, Risk::low, false, false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(reusable(said(row.verdict), row.risk, row.cites_intent), row.reusable)
        << static_cast<int>(row.verdict) << name_of(row.risk) << row.cites_intent;
  }
}

TEST(Cache, AHitCostsNothingAndSaysSo) {
  Cache cache;
  cache.put("k", said(Verdict::deny), start + seconds(10));
  const auto hit = cache.find("k", start);
  ASSERT_TRUE(hit);
  EXPECT_TRUE(hit->cached);
  EXPECT_EQ(hit->verdict, Verdict::deny);
  EXPECT_EQ(hit->reason, "because");
  EXPECT_EQ(hit->model, "m");
  EXPECT_EQ(hit->prompt_hash, "abc");
  EXPECT_EQ(hit->tokens_in + hit->tokens_out + hit->latency_us, 0u);
  EXPECT_EQ(hit->cost_usd, 0);
  EXPECT_FALSE(cache.find("other", start));
}

TEST(Cache, ForgetsWhatIsOld) {
  Cache cache;
  cache.put("k", said(Verdict::deny), start + seconds(10));
  EXPECT_TRUE(cache.find("k", start + seconds(9)));
  EXPECT_FALSE(cache.find("k", start + seconds(10)));
  EXPECT_EQ(cache.size(), 0u);
}

TEST(Cache, ForgetsTheLeastRecentlyUsedFirst) {
  Cache cache(2);
  const auto until = start + seconds(10);
  cache.put("a", said(Verdict::deny), until);
  cache.put("b", said(Verdict::deny), until);
  EXPECT_TRUE(cache.find("a", start));
  cache.put("c", said(Verdict::deny), until);
  EXPECT_TRUE(cache.find("a", start));
  EXPECT_FALSE(cache.find("b", start));
  EXPECT_TRUE(cache.find("c", start));
  cache.put("c", said(Verdict::approve), until);
  EXPECT_EQ(cache.size(), 2u);
  EXPECT_EQ(cache.find("c", start)->verdict, Verdict::approve);
}

}  // namespace
}  // namespace gavel::judge
