#include "server/judge/recall.h"

#include <map>

#include <gtest/gtest.h>

#include "server/judge/plan.h"
#include "server/judge/prompt.h"
#include "server/judge/seal.h"
#include "tests/server/judge/case.h"

namespace gavel::judge {
namespace {

const std::string secret(32, 's');
constexpr std::int64_t now = 1'000'000'000;

struct Shelf : Memory {
  std::optional<std::string> find(const std::string& key) override {
    const auto found = texts.find(key);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  }
  void put(const std::string& key, const std::string& text, std::int64_t) override {
    texts[key] = text;
  }
  std::map<std::string, std::string> texts;
};

struct Bench {
  Bench() {
    one.runs({"rm", "-rf", "docs"});
    one.policy.judge.endpoint.provider = policy::Provider::openai;
    one.policy.judge.endpoint.model = "m";
  }
  std::string key() const {
    return cache_key(make_prompt(one.question, std::string(32, 'a')),
                     plan_for(one.policy.judge, one.evaluation.verdict.risk));
  }
  void remember(Opinion::Verdict word) {
    Remembered verdict;
    verdict.opinion.verdict = word;
    verdict.opinion.model = "m";
    verdict.given_ms = now - 60'000;
    verdict.until_ms = now + 120'000;
    shelf.put(key(), sealed(verdict, key(), secret), 0);
  }
  std::string told() { return recall(one.question, &shelf, secret, now); }

  Case one;
  Shelf shelf;
};

TEST(Recall, SaysWhatIsRemembered) {
  Bench bench;
  EXPECT_EQ(bench.told(), "no answer to this question is remembered");
  bench.remember(Opinion::Verdict::approve);
  EXPECT_EQ(bench.told(),
            "answered from memory: APPROVE by m, given 60 s ago, holds for another 120 s");
  bench.one.policy.judge.cache_ttl_s = 90;
  EXPECT_EQ(bench.told(),
            "answered from memory: APPROVE by m, given 60 s ago, holds for another 30 s");
  bench.one.policy.judge.cache_ttl_s = 60;
  EXPECT_EQ(bench.told(), "no answer to this question is remembered");
  bench.one.policy.judge.cache_ttl_s = 0;
  EXPECT_EQ(bench.told(), "no answer is remembered: cache_ttl_s is 0");
}

TEST(Recall, SaysWhyAnApprovalWouldAnswerOnce) {
  Bench high;
  high.one.evaluation.verdict.risk = Risk::high;
  high.remember(Opinion::Verdict::approve);
  EXPECT_NE(high.told().find("because the risk is high"), std::string::npos) << high.told();
  Bench wished;
  wished.one.question.intent = "remove docs";
  EXPECT_NE(wished.told().find("the user's words"), std::string::npos) << wished.told();
}

TEST(Recall, SaysNothingWhereNoModelIsAsked) {
  Bench bench;
  bench.one.policy.judge.endpoint.provider = policy::Provider::builtin;
  EXPECT_EQ(bench.told(), "");
}

}  // namespace
}  // namespace gavel::judge
