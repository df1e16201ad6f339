#include "server/judge/cache.h"

#include <map>

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

using Verdict = Opinion::Verdict;

constexpr std::int64_t start = 1'000'000;
constexpr std::int64_t ttl = 10'000;
const std::string secret(32, 's');

// A shelf in memory; what is on it can be spoilt.
struct Shelf : Memory {
  std::optional<std::string> find(const std::string& key) override {
    const auto found = texts.find(key);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  }
  void put(const std::string& key, const std::string& text, std::int64_t until) override {
    texts[key] = text;
    until_ms = until;
  }
  std::map<std::string, std::string> texts;
  std::int64_t until_ms = 0;
};

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
  cache.put("k", said(Verdict::deny), start, ttl);
  const auto hit = cache.find("k", start, ttl);
  ASSERT_TRUE(hit);
  EXPECT_TRUE(hit->cached);
  EXPECT_EQ(hit->verdict, Verdict::deny);
  EXPECT_EQ(hit->reason, "because");
  EXPECT_EQ(hit->model, "m");
  EXPECT_EQ(hit->prompt_hash, "abc");
  EXPECT_EQ(hit->tokens_in, 0u);
  EXPECT_EQ(hit->tokens_out, 0u);
  EXPECT_EQ(hit->cost_usd, 0);
  EXPECT_EQ(hit->latency_us, 0u);
  EXPECT_FALSE(cache.find("other", start, ttl));
}

TEST(Cache, HoldsForItsTimeTheAskersTimeAndNotBeforeItWasGiven) {
  struct Row {
    std::int64_t now;
    std::int64_t ttl;
    bool held;
  };
  constexpr Row rows[] = {
      {start, ttl, true},
      {start + ttl - 1, ttl, true},
      {start + ttl, ttl, false},
      {start + ttl, 2 * ttl, false},  // given for less
      {start + 5'000, 5'000, false},  // the asker wants it fresher
      {start + 4'999, 5'000, true},
      {start - 1, ttl, false},  // the clock was set back
  };
  for (const Row& row : rows) {
    Cache cache;
    cache.put("k", said(Verdict::deny), start, ttl);
    EXPECT_EQ(cache.find("k", row.now, row.ttl).has_value(), row.held) << row.now << " " << row.ttl;
    EXPECT_EQ(cache.size(), row.held ? 1u : 0u);
  }
}

TEST(Cache, TheOldestUseIsForgotten) {
  Cache cache(3);
  for (const char* key : {"a", "b", "c"}) cache.put(key, said(Verdict::deny), start, ttl);
  EXPECT_TRUE(cache.find("a", start, ttl));
  cache.put("d", said(Verdict::deny), start, ttl);
  EXPECT_FALSE(cache.find("b", start, ttl));
  for (const char* key : {"a", "c", "d"}) EXPECT_TRUE(cache.find(key, start, ttl)) << key;
  EXPECT_EQ(cache.size(), 3u);
  Cache none(0);
  none.put("a", said(Verdict::deny), start, ttl);
  EXPECT_FALSE(none.find("a", start, ttl));
}

TEST(Cache, SurvivesARestartOnItsShelf) {
  const auto shelf = std::make_shared<Shelf>();
  Cache(10, shelf, secret).put("k", said(Verdict::approve), start, ttl);
  EXPECT_EQ(shelf->until_ms, start + ttl);
  Cache again(10, shelf, secret);
  const auto hit = again.find("k", start + 1, ttl);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->verdict, Verdict::approve);
  EXPECT_TRUE(hit->cached);
  EXPECT_FALSE(again.find("k", start + ttl, ttl));
  EXPECT_FALSE(Cache(10, shelf, secret).find("k", start - 1, ttl));
}

TEST(Cache, ASpoiltShelfIsAnEmptyOne) {
  const auto shelf = std::make_shared<Shelf>();
  Cache(10, shelf, secret).put("k", said(Verdict::approve), start, ttl);
  EXPECT_FALSE(Cache(10, shelf, std::string(32, 'x')).find("k", start, ttl)) << "another secret";
  EXPECT_FALSE(Cache(10, shelf, "").find("k", start, ttl)) << "no secret";
  shelf->texts["other"] = shelf->texts["k"];
  EXPECT_FALSE(Cache(10, shelf, secret).find("other", start, ttl)) << "moved to another question";
  for (const char* text : {"", "APPROVE", "{}", "APPROVE: fine", "\xff\xfe"}) {
    shelf->texts["k"] = text;
    EXPECT_FALSE(Cache(10, shelf, secret).find("k", start, ttl)) << text;
  }
}

TEST(Cache, NothingIsShelvedWithoutASecret) {
  const auto shelf = std::make_shared<Shelf>();
  Cache cache(10, shelf, "");
  cache.put("k", said(Verdict::deny), start, ttl);
  EXPECT_TRUE(shelf->texts.empty());
  EXPECT_TRUE(cache.find("k", start, ttl)) << "this process still knows";
}

}  // namespace
}  // namespace gavel::judge
