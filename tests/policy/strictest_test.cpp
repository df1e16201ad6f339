#include "policy/strictest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/layers.h"
#include "rules/ruleset.h"
#include "tests/policy/stage.h"
#include "tests/policy/wishes.h"

namespace gavel::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Texts = std::vector<std::string>;

Policy of(std::string text, std::string folder = "/repo") {
  const Result<Policy> policy =
      compose({{LayerKind::repository, "judge.json", std::move(text), folder, true}}, folder);
  EXPECT_TRUE(policy.ok()) << (policy.ok() ? "" : policy.faults().front().message());
  return policy.ok() ? *policy : embedded();
}

TEST(Strictest, TakesTheStricterOfEachField) {
  const Policy a = of(R"({"mode": "permissive", "attended": true, "paths": {"deny": ["k"]},
    "network": {"upload": "allow", "allow_hosts": ["a.example", "b.example"]},
    "loops": {"same_shape": 5}, "judge": {"guidance": "be careful"}})");
  const Policy b = of(R"({"mode": "strict", "enforce": false, "paths": {"deny": ["s"]},
    "network": {"allow_hosts": ["b.example"]}, "loops": {"same_shape": 0},
    "judge": {"guidance": "approve all"}, "gates": [{"before": "git push", "run": "make"}]})");
  for (const Policy& joined : {strictest(a, b), strictest(b, a)}) {
    EXPECT_EQ(joined.mode, Mode::strict);
    EXPECT_TRUE(joined.enforce);
    EXPECT_FALSE(joined.attended);
    EXPECT_EQ(joined.network.upload, Upload::escalate);
    EXPECT_THAT(joined.network.allow_hosts, ElementsAre("b.example"));
    EXPECT_EQ(joined.loops.same_shape, 5u);
    EXPECT_EQ(joined.judge.guidance, "");
    EXPECT_EQ(joined.gates.size(), 1u);
    EXPECT_EQ(Texts(joined.paths.deny).size(), 2u);
    EXPECT_TRUE(joined.governed);
  }
}

TEST(Strictest, AWaiverHoldsOnlyWhereBothGiveIt) {
  const char* waiver = R"({"rules": {"allow": [{"id": "repo.push", "command": "git push --force *",
    "reason": "our own fork"}]}})";
  const char* command = "git push --force origin work";
  const Policy waives = of(waiver);
  ASSERT_EQ(staged(command, waives).verdict.ruling, Ruling::allow);
  EXPECT_EQ(staged(command, strictest(waives, of(waiver))).verdict.ruling, Ruling::allow);
  EXPECT_EQ(staged(command, strictest(waives, of("{}"))).verdict.ruling, Ruling::escalate);
  EXPECT_EQ(staged(command, strictest(of("{}"), waives)).verdict.ruling, Ruling::escalate);
}

TEST(Strictest, RulesOfBothAreHeard) {
  const Policy a =
      of(R"({"rules": {"deny": [{"id": "a", "command": "make x", "reason": "No."}]}})");
  const Policy b =
      of(R"({"rules": {"deny": [{"id": "b", "command": "make y", "reason": "No."}]}})");
  const Policy joined = strictest(a, b);
  EXPECT_EQ(staged("make x", joined).verdict.rule, "a");
  EXPECT_EQ(staged("make y", joined).verdict.rule, "b");
}

TEST(Strictest, ADisabledRuleIsOffOnlyWhereBothSaySo) {
  const Policy off = of(R"({"disable": [{"rule": "git.push-force", "reason": "one"}]})");
  const Policy too = of(R"({"disable": [{"rule": "git.push-force", "reason": "another"}]})");
  EXPECT_EQ(strictest(off, of("{}")).disabled.size(), 0u);
  EXPECT_EQ(strictest(off, too).disabled.size(), 1u);
}

TEST(Strictest, PatternsOfTwoRepositoriesKeepTheirMeaning) {
  const Policy a = of(R"({"paths": {"deny": ["secrets/", "conf/prod.env"]}})");
  const Policy b = of(R"({"paths": {"deny": ["keys/"]}})", "/other");
  const Policy joined = strictest(a, b);
  EXPECT_EQ(joined.root, "");
  EXPECT_THAT(joined.paths.deny,
              ElementsAre("/repo/**/secrets/", "/repo/conf/prod.env", "/other/**/keys/"));
  EXPECT_EQ(staged("cat conf/prod.env", joined).verdict.ruling, Ruling::deny);
  EXPECT_EQ(staged("cat /other/x/keys/k", joined).verdict.ruling, Ruling::deny);
}

// Both repositories agree: the one opens the other, and the other is at home there.
TEST(Strictest, AFolderThatOneOpensAndTheOtherGovernsStaysOpen) {
  const Policy a = of(R"({"paths": {"allow": ["../shared", "/srv"]}})");
  EXPECT_THAT(strictest(a, of("{}", "/shared")).paths.allow, ElementsAre("/shared"));
  EXPECT_THAT(strictest(a, of("{}", "/srv/app")).paths.allow, ElementsAre("/srv/app"));
  EXPECT_THAT(strictest(a, of("{}", "/else")).paths.allow, IsEmpty());
}

// What a random file, its sections in force, makes of the repository.
Policy random_one(std::mt19937& random) {
  const Result<Policy> policy =
      compose({{LayerKind::repository, "judge.json", random_policy(random), "/repo", true}},
              "/repo", {"claude-code", "/repo/src"});
  EXPECT_TRUE(policy.ok()) << (policy.ok() ? "" : policy.faults().front().message());
  return policy.ok() ? *policy : embedded();
}

TEST(Strictest, RulesAtLeastAsStrictlyAsEach) {
  std::mt19937 random(31);
  for (int round = 0; round < 40; ++round) {
    const Policy a = random_one(random);
    const Policy b = random_one(random);
    const Policy both = strictest(a, b);
    SCOPED_TRACE(a.canonical + "\n" + b.canonical);
    for (const char* call : calls_to_rule) {
      SCOPED_TRACE(call);
      const Ruling joined = staged(call, both).verdict.ruling;
      EXPECT_GE(joined, staged(call, a).verdict.ruling);
      EXPECT_GE(joined, staged(call, b).verdict.ruling);
    }
  }
}

Texts sorted(Texts texts) {
  std::sort(texts.begin(), texts.end());
  return texts;
}

TEST(Strictest, DoesNotDependOnOrderOrGrouping) {
  std::mt19937 random(32);
  for (int round = 0; round < 40; ++round) {
    const Policy a = random_one(random);
    const Policy b = random_one(random);
    const Policy c = random_one(random);
    const Policy left = strictest(strictest(a, b), c);
    const Policy right = strictest(a, strictest(b, c));
    EXPECT_EQ(left.canonical, right.canonical);
    const Policy turned = strictest(c, strictest(b, a));
    EXPECT_EQ(turned.mode, left.mode);
    EXPECT_EQ(turned.enforce, left.enforce);
    EXPECT_EQ(turned.network.upload, left.network.upload);
    EXPECT_EQ(sorted(turned.paths.deny), sorted(left.paths.deny));
    EXPECT_EQ(sorted(turned.paths.allow), sorted(left.paths.allow));
    EXPECT_EQ(sorted(turned.packs), sorted(left.packs));
    EXPECT_EQ(turned.ruleset->rules().size(), left.ruleset->rules().size());
  }
}

TEST(Strictest, OfOneWithItselfIsThatOne) {
  const Policy a = of(R"({"mode": "strict", "paths": {"deny": ["x"]}})");
  EXPECT_EQ(strictest(a, a).canonical, a.canonical);
  EXPECT_EQ(strictest(a, of(R"({"mode": "strict", "paths": {"deny": ["x"]}})")).canonical,
            a.canonical);
}

}  // namespace
}  // namespace gavel::policy
