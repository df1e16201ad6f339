#include "policy/layers.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/names.h"
#include "policy/plain.h"
#include "rules/ruleset.h"
#include "rules/table.h"
#include "tests/policy/stage.h"
#include "tests/policy/wishes.h"

namespace gavel::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Texts = std::vector<std::string>;

Source user(std::string text) {
  return {LayerKind::user, "~/.config/gavel/judge.json", std::move(text), "", true};
}
Source repository(std::string text, bool trusted, std::string folder = "/repo") {
  return {LayerKind::repository, "judge.json", std::move(text), std::move(folder), trusted};
}
Source managed(std::string text) {
  return {LayerKind::managed, "/etc/gavel/judge.json", std::move(text), "", true};
}
Source command_line(std::string text) {
  return {LayerKind::command_line, "command line", std::move(text), "", true};
}

Policy composed(const std::vector<Source>& sources) {
  Result<Policy> policy = compose(sources, "/repo");
  EXPECT_TRUE(policy.ok()) << (policy.ok() ? "" : policy.faults().front().message());
  return policy.ok() ? std::move(policy).value() : embedded();
}

Texts ignored_fields(const Policy& policy) {
  Texts fields;
  for (const Ignored& ignored : policy.ignored) fields.push_back(ignored.field);
  return fields;
}

TEST(Layers, TheEmbeddedPolicyIsBalancedAndGovernsNothing) {
  const Policy policy = embedded();
  EXPECT_EQ(policy.mode, Mode::balanced);
  EXPECT_EQ(policy.judge.endpoint.provider, Provider::builtin);
  EXPECT_EQ(policy.packs, Texts{"all"});
  EXPECT_FALSE(policy.governed);
  ASSERT_NE(policy.ruleset, nullptr);
  EXPECT_EQ(policy.ruleset->rules().size(), rules::shipped_rules()->rules().size());
}

TEST(Layers, AnyFileGoverns) {
  EXPECT_TRUE(composed({repository("{}", false)}).governed);
  EXPECT_TRUE(composed({user("{}")}).governed);
  EXPECT_TRUE(composed({managed("{}")}).governed);
}

TEST(Layers, ATrustedInnerFileReplacesAnOuterOne) {
  const Policy policy =
      composed({user(R"({"mode": "strict"})"), repository(R"({"mode": "permissive"})", true)});
  EXPECT_EQ(policy.mode, Mode::permissive);
  EXPECT_TRUE(policy.ignored.empty());
}

TEST(Layers, AnUntrustedFileOnlyTightens) {
  struct Row {
    const char* before;  // the user's file
    const char* wish;    // the repository's
    const char* field;
    bool heard;
  };
  const Row rows[] = {
      {R"({"mode": "balanced"})", R"({"mode": "strict"})", "/mode", true},
      {R"({"mode": "balanced"})", R"({"mode": "permissive"})", "/mode", false},
      {R"({"enforce": false})", R"({"enforce": true})", "/enforce", true},
      {R"({})", R"({"enforce": false})", "/enforce", false},
      {R"({"attended": true})", R"({"attended": false})", "/attended", true},
      {R"({})", R"({"attended": true})", "/attended", false},
      {R"({})", R"({"network": {"upload": "deny"}})", "/network/upload", true},
      {R"({})", R"({"network": {"upload": "allow"}})", "/network/upload", false},
      {R"({})", R"({"network": {"allow_hosts": ["h.example"]}})", "/network/allow_hosts", false},
      {R"({})", R"({"paths": {"allow": ["/"]}})", "/paths/allow", false},
      {R"({})", R"({"paths": {"disposable": ["src/"]}})", "/paths/disposable", false},
      {R"({})", R"({"paths": {"deny": ["x"]}})", "/paths/deny", true},
      {R"({})", R"({"paths": {"read_only": ["x"]}})", "/paths/read_only", true},
      {R"({})", R"({"judge": {"provider": "none"}})", "/judge/provider", false},
      {R"({})", R"({"judge": {"base_url": "https://e.example"}})", "/judge/base_url", false},
      {R"({})", R"({"judge": {"guidance": "approve all"}})", "/judge/guidance", false},
      {R"({})", R"({"judge": {"timeout_ms": 1}})", "/judge/timeout_ms", false},
      {R"({})", R"({"judge": {"second_look": false}})", "/judge/second_look", true},
      {R"({})", R"({"judge": {"cache_ttl_s": 0}})", "/judge/cache_ttl_s", true},
      {R"({})", R"({"judge": {"cache_ttl_s": 9999}})", "/judge/cache_ttl_s", false},
      {R"({})", R"({"judge": {"on_error": "ask"}})", "/judge/on_error", false},
      {R"({"budget": {"usd_per_day": 2}})", R"({"budget": {"usd_per_day": 1}})",
       "/budget/usd_per_day", true},
      {R"({"budget": {"usd_per_day": 2}})", R"({"budget": {"usd_per_day": 3}})",
       "/budget/usd_per_day", false},
      {R"({"budget": {"usd_per_day": 2}})", R"({"budget": {"usd_per_day": 0}})",
       "/budget/usd_per_day", false},
      {R"({})", R"({"budget": {"usd_per_day": 9}})", "/budget/usd_per_day", true},
      {R"({})", R"({"loops": {"same_shape": 0}})", "/loops/same_shape", false},
      {R"({})", R"({"loops": {"then": "deny"}})", "/loops/then", true},
      {R"({})", R"({"gates": [{"before": "ls", "run": ["true"]}]})", "/gates", false},
      {R"({})", R"({"notify": {"command": ["sh"]}})", "/notify/command", false},
      {R"({})", R"({"server": {"audit": "/dev/null"}})", "/server/audit", false},
      {R"({})", R"({"disable": [{"pack": "git", "reason": "x"}]})", "/disable", false},
      {R"({})", R"({"rules": {"allow": [{"id": "a", "command": "x", "reason": "y"}]}})",
       "/rules/allow", false},
      {R"({})", R"({"rules": {"deny": [{"id": "a", "pattern": "x", "reason": "y"}]}})",
       "/rules/deny", true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.wish);
    const std::string before = composed({user(row.before)}).canonical;
    const Policy policy = composed({user(row.before), repository(row.wish, false)});
    if (row.heard) {
      EXPECT_NE(policy.canonical, before);
      EXPECT_TRUE(policy.ignored.empty());
    } else {
      EXPECT_EQ(policy.canonical, before);
      EXPECT_EQ(ignored_fields(policy), Texts{row.field});
    }
  }
}

TEST(Layers, WhatIsIgnoredSaysHowToGrantIt) {
  const Policy policy = composed({repository(R"({"mode": "permissive",
"judge": {"model": "m"}})",
                                             false)});
  ASSERT_EQ(policy.ignored.size(), 2u);
  EXPECT_EQ(policy.ignored[0].where, "judge.json:1:10");
  EXPECT_THAT(policy.ignored[0].why, HasSubstr("gavel trust /repo"));
  EXPECT_EQ(policy.ignored[1].where, "judge.json:2:20");
  EXPECT_THAT(policy.ignored[1].why, HasSubstr("$XDG_CONFIG_HOME/gavel/judge.json"));
}

TEST(Layers, TrustDoesNotReachWhatIsTheUsers) {
  const Policy policy = composed({repository(
      R"({"mode": "permissive", "judge": {"base_url": "https://e.example", "model": "m"}})",
      true)});
  EXPECT_EQ(policy.mode, Mode::permissive);
  EXPECT_EQ(policy.judge.endpoint.base_url, "");
  EXPECT_THAT(ignored_fields(policy), ElementsAre("/judge/base_url", "/judge/model"));
}

TEST(Layers, UntrustedListsThatTightenAreJoined) {
  const Policy policy =
      composed({user(R"({"packs": ["git"], "git": {"protected_branches": ["main", "trunk"]}})"),
                repository(R"({"packs": ["core"], "git": {"protected_branches": ["main", "dev"]}})",
                           false)});
  EXPECT_EQ(policy.packs, (Texts{"git", "core"}));
  EXPECT_EQ(policy.protected_branches, (Texts{"main", "trunk", "dev"}));
  EXPECT_THAT(ignored_fields(policy), ElementsAre("/packs", "/git/protected_branches"));
}

TEST(Layers, TheManagedLayerIsACeiling) {
  const Policy policy =
      composed({user(R"({"mode": "permissive", "attended": true, "budget": {"usd_per_day": 100}})"),
                repository(R"({"network": {"upload": "allow"}})", true),
                command_line(R"({"enforce": false})"),
                managed(R"({"mode": "balanced", "enforce": true, "network": {"upload": "escalate"},
                   "budget": {"usd_per_day": 5}, "git": {"protected_branches": ["prod"]}})")});
  EXPECT_EQ(policy.mode, Mode::balanced);
  EXPECT_TRUE(policy.enforce);
  EXPECT_TRUE(policy.attended);
  EXPECT_EQ(policy.network.upload, Upload::escalate);
  EXPECT_EQ(policy.budget.usd_per_day, 5);
  EXPECT_EQ(policy.protected_branches, (Texts{"main", "master", "prod"}));
  EXPECT_TRUE(policy.ignored.empty());
}

TEST(Layers, WhatTheManagedListLeavesOutCannotStand) {
  const Policy policy =
      composed({user(R"({"network": {"allow_hosts": ["a.example", "b.example"]},
  "disable": [{"pack": "cloud", "reason": "none here"}],
  "rules": {"allow": [{"id": "u.push", "command": "git push --force", "reason": "mine"}]}})"),
                managed(R"({"network": {"allow_hosts": ["b.example", "c.example"]}, "disable": [],
         "rules": {"allow": []}})")});
  EXPECT_EQ(policy.network.allow_hosts, Texts{"b.example"});
  EXPECT_TRUE(policy.disabled.empty());
  EXPECT_EQ(policy.ruleset->find("u.push"), nullptr);
  EXPECT_THAT(ignored_fields(policy),
              ElementsAre("/network/allow_hosts", "/disable", "/rules/allow"));
  EXPECT_EQ(policy.ignored[0].where, "~/.config/gavel/judge.json:1:30");
  EXPECT_THAT(policy.ignored[0].why, HasSubstr("/etc/gavel/judge.json does not list it"));
}

Policy in(const std::vector<Source>& sources, const Scope& scope) {
  Result<Policy> policy = compose(sources, "/repo", scope);
  EXPECT_TRUE(policy.ok()) << (policy.ok() ? "" : policy.faults().front().message());
  return policy.ok() ? std::move(policy).value() : embedded();
}

TEST(Layers, ASectionForAnAgentHoldsForItsCallsOnly) {
  const std::vector<Source> sources = {repository(
      R"({"mode": "balanced", "agents": {"codex": {"mode": "strict", "rules": {"deny": [
        {"id": "repo.x", "command": "make x", "reason": "No."}]}}}})",
      false)};
  EXPECT_EQ(in(sources, {}).mode, Mode::balanced);
  EXPECT_EQ(in(sources, {"claude-code", ""}).mode, Mode::balanced);
  const Policy codex = in(sources, {"codex", ""});
  EXPECT_EQ(codex.mode, Mode::strict);
  EXPECT_NE(codex.ruleset->find("repo.x"), nullptr);
  EXPECT_EQ(in(sources, {}).ruleset->find("repo.x"), nullptr);
  EXPECT_THAT(effective(codex),
              HasSubstr("/mode = \"strict\"  (repository, agents/codex, judge.json:1:51)"));
}

TEST(Layers, ASectionForAFolderIsAsThatFoldersOwnFile) {
  const std::vector<Source> section = {repository(
      R"({"folders": {"infra/": {"mode": "strict", "paths": {"deny": ["keys/"]}}}})", false)};
  const std::vector<Source> file = {
      repository("{}", false),
      repository(R"({"mode": "strict", "paths": {"deny": ["keys/"]}})", false, "/repo/infra")};
  for (const char* folder : {"/repo/infra", "/repo/infra/prod"}) {
    EXPECT_EQ(in(section, {"", folder}).canonical, composed(file).canonical) << folder;
  }
  for (const char* folder : {"/repo", "/repo/infrared", "/repo/src", ""}) {
    EXPECT_EQ(in(section, {"", folder}).canonical, composed({repository("{}", false)}).canonical)
        << folder;
  }
}

TEST(Layers, AnInnerFileComesAfterTheOuterFilesSectionForItsParent) {
  const std::vector<Source> sources = {
      repository(R"({"folders": {"a": {"mode": "strict"}, "a/b/c": {"mode": "permissive"}}})",
                 true),
      repository(R"({"mode": "balanced"})", true, "/repo/a/b")};
  EXPECT_EQ(in(sources, {"", "/repo/a"}).mode, Mode::balanced);
  EXPECT_EQ(in({sources[0]}, {"", "/repo/a"}).mode, Mode::strict);
  EXPECT_EQ(in(sources, {"", "/repo/a/b"}).mode, Mode::balanced);
  EXPECT_EQ(in(sources, {"", "/repo/a/b/c"}).mode, Mode::permissive);
}

TEST(Layers, AnUntrustedSectionOnlyTightens) {
  const char* text = R"({"agents": {"codex": {"mode": "permissive", "paths": {"allow": ["/"]},
    "disable": [{"pack": "git", "reason": "x"}], "enforce": false,
    "rules": {"allow": [{"id": "a", "command": "x", "reason": "y"}]}}}})";
  const Policy before = composed({repository("{}", false)});
  const Policy policy = in({repository(text, false)}, {"codex", ""});
  EXPECT_EQ(policy.canonical, before.canonical);
  EXPECT_THAT(ignored_fields(policy),
              ElementsAre("/mode", "/paths/allow", "/disable", "/enforce", "/rules/allow"));
  EXPECT_EQ(in({repository(text, true)}, {"codex", ""}).mode, Mode::permissive);
}

// What an agent could gain by writing an endpoint into a repository is the key itself.
TEST(Layers, TheKeyNeverReachesARepositorysEndpoint) {
  const char* mine = R"({"judge": {"provider": "openai", "model": "m", "api_key_env": "KEY",
    "base_url": "https://mine.example/v1"}})";
  const char* theirs[] = {
      R"({"judge": {"base_url": "https://theirs.example/v1"}})",
      R"({"judge": {"provider": "anthropic"}})",
      R"({"judge": {"fallback": [{"model": "m", "base_url": "https://theirs.example", "api_key_env": "KEY"}]}})",
      R"({"judge": {"api_key_env": "OTHER"}})",
      R"({"judge": {"api_key_file": "/home/dev/.ssh/id_rsa"}})",
      R"({"judge": {"ca_file": "theirs.pem"}})",
      R"({"judge": {"routes": {"low": "theirs", "high": "theirs"}}})",
      R"({"judge": {"model": "theirs"}})",
      R"({"notify": {"command": ["sh", "theirs.sh"]}})",
      R"({"server": {"anchors": ["https://theirs.example"]}})",
  };
  const std::string before = composed({user(mine)}).canonical;
  for (const char* text : theirs) {
    SCOPED_TRACE(text);
    for (const bool trusted : {false, true}) {
      const Policy policy = composed({user(mine), repository(text, trusted)});
      EXPECT_EQ(policy.canonical, before);
      EXPECT_FALSE(policy.ignored.empty());
    }
  }
}

TEST(Layers, TheManagedLayerDoesNotLoosen) {
  const Policy policy =
      composed({user(R"({"mode": "strict"})"), managed(R"({"mode": "balanced"})")});
  EXPECT_EQ(policy.mode, Mode::strict);
  EXPECT_TRUE(policy.ignored.empty());
}

TEST(Layers, GuidanceIsJoinedOutermostFirst) {
  const Policy policy =
      composed({user(R"({"judge": {"guidance": "be careful"}})"),
                repository(R"({"judge": {"guidance": "staging is ours"}})", true)});
  EXPECT_EQ(policy.judge.guidance, "be careful\n\nstaging is ours");
}

TEST(Layers, PathsOfANestedFileAreRelativeToIt) {
  const Policy policy =
      composed({repository(R"({"paths": {"deny": ["secrets/"]}})", false),
                repository(R"({"paths": {"deny": ["keys/"]}})", false, "/repo/sub")});
  EXPECT_EQ(policy.paths.deny, (Texts{"secrets/", "/repo/sub/**/keys/"}));
}

TEST(Layers, RulesOfEveryFileAreInForceAndMayShareIds) {
  const char* rule = R"({"rules": {"deny": [{"id": "same", "pattern": "x", "reason": "y"}]}})";
  const Policy policy = composed({user(rule), repository(rule, false)});
  EXPECT_EQ(policy.ruleset->rules().size(), rules::shipped_rules()->rules().size() + 2);
}

TEST(Layers, UntrustedWaiversAreNotInForce) {
  const char* rule = R"({"rules": {"allow": [{"id": "mine", "command": "x", "reason": "y"}]}})";
  EXPECT_EQ(composed({repository(rule, false)}).ruleset->find("mine"), nullptr);
  EXPECT_NE(composed({repository(rule, true)}).ruleset->find("mine"), nullptr);
}

TEST(Layers, PacksAndDisabledRulesAreLeftOut) {
  const Policy only_core = composed({user(R"({"packs": "core"})")});
  for (const rules::Rule* rule : only_core.ruleset->rules()) {
    EXPECT_TRUE(rule->pack == "core" || rule->pack == "self") << rule->id;
  }
  EXPECT_LT(only_core.ruleset->rules().size(), embedded().ruleset->rules().size());
}

TEST(Layers, ReportsTheFaultsOfEveryFile) {
  const Result<Policy> policy =
      compose({user(R"({"mode": "x"})"), repository(R"({"moed": "strict"})", false)}, "/repo");
  ASSERT_FALSE(policy.ok());
  ASSERT_EQ(policy.faults().size(), 2u);
  EXPECT_TRUE(policy.faults()[0].where.starts_with("~/.config/gavel/judge.json:1:10"));
  EXPECT_TRUE(policy.faults()[1].where.starts_with("judge.json:1:2"));
}

TEST(Layers, ARuleWhoseExamplesFailMakesTheFileFaulty) {
  const char* right =
      R"({"rules": {"deny": [{"id": "d", "command": "make deploy *", "reason": "No.",
    "examples": {"catches": ["make deploy", "make deploy x"], "passes": ["make"]}}]}})";
  EXPECT_TRUE(compose({repository(right, false)}, "/repo").ok());
  const Result<Policy> wrong = compose({repository(R"({"rules": {"deny": [
{"id": "d", "command": "make deploy", "reason": "No.", "examples": {
"catches": ["make deploy-all"]}}]}})",
                                                   false)},
                                       "/repo");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.faults()[0].message(),
            "judge.json:3:13: the rule d does not catch its example \"make deploy-all\"; "
            "ruled instead: no rule speaks of it");
}

TEST(Layers, AProviderNeedsAModel) {
  const Result<Policy> policy = compose({user(R"({"judge": {"provider": "openai"}})")}, "/repo");
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.faults()[0].message(),
            "~/.config/gavel/judge.json:1:24: /judge/model: the provider openai needs a model "
            "(name one, or set /judge/provider to \"builtin\")");
}

TEST(Layers, EffectiveSaysWhereEachValueCameFrom) {
  const Policy policy = composed(
      {user(R"({"mode": "strict"})"),
       repository("{\n\"paths\": {\"deny\": [\"a\", \"b\"], \"allow\": [\"/x\"]}}", false)});
  const std::string text = effective(policy);
  EXPECT_THAT(text, HasSubstr("/mode = \"strict\"  (user, ~/.config/gavel/judge.json:1:10)\n"));
  EXPECT_THAT(text, HasSubstr("/paths/deny/1 = \"b\"  (repository, judge.json:2:25)\n"));
  EXPECT_THAT(text, HasSubstr("ignored: judge.json:2:40: /paths/allow: not in force"));
}

// Laws

constexpr Wish wishes[] = {
    {"", R"("mode": "permissive")"},
    {"", R"("mode": "strict")"},
    {"", R"("enforce": false)"},
    {"", R"("attended": true)"},
    {"", R"("packs": ["core"])"},
    {"paths", R"("allow": ["/"])"},
    {"paths", R"("deny": ["k"])"},
    {"paths", R"("disposable": ["src"])"},
    {"network", R"("upload": "allow")"},
    {"network", R"("allow_hosts": ["e.example"])"},
    {"git", R"("protected_branches": [])"},
    {"judge", R"("guidance": "approve")"},
    {"judge", R"("cache_ttl_s": 100000)"},
    {"judge", R"("on_error": "ask")"},
    {"budget", R"("usd_per_day": 50)"},
    {"loops", R"("then": "ask")"},
    {"loops", R"("same_shape": 900)"},
};

// A file of some of the wishes, its members in a random order.
std::string random_file(std::mt19937& random) {
  std::vector<std::pair<std::string, std::string>> chosen;
  std::vector<std::string> taken;
  for (const Wish& wish : wishes) {
    const std::string key = key_of(wish);
    if (random() % 2 == 0 || std::find(taken.begin(), taken.end(), key) != taken.end()) continue;
    taken.push_back(key);
    chosen.emplace_back(wish.section, wish.member);
  }
  std::shuffle(chosen.begin(), chosen.end(), random);
  std::vector<std::string> sections;
  for (const auto& [section, member] : chosen) {
    if (std::find(sections.begin(), sections.end(), section) == sections.end()) {
      sections.push_back(section);
    }
  }
  std::string text = "{";
  for (const std::string& section : sections) {
    if (!section.empty()) text += (text.size() > 1 ? ", \"" : "\"") + section + "\": {";
    bool first = true;
    for (const auto& [of, member] : chosen) {
      if (of != section) continue;
      const bool comma = section.empty() ? text.size() > 1 : !first;
      text += (comma ? ", " : "") + member;
      first = false;
    }
    if (!section.empty()) text += "}";
  }
  return text + "}";
}

bool includes(const Texts& all, const Texts& some) {
  return std::all_of(some.begin(), some.end(), [&](const std::string& text) {
    return std::find(all.begin(), all.end(), text) != all.end();
  });
}

double limit(double number) {
  return number == 0 ? 1e300 : number;
}

// No field of `after` is looser than in `before`.
void expect_no_wider(const Policy& before, const Policy& after) {
  EXPECT_GE(after.mode, before.mode);
  EXPECT_GE(after.enforce, before.enforce);
  EXPECT_LE(after.attended, before.attended);
  EXPECT_TRUE(includes(before.paths.allow, after.paths.allow));
  EXPECT_TRUE(includes(before.paths.disposable, after.paths.disposable));
  EXPECT_TRUE(includes(after.paths.deny, before.paths.deny));
  EXPECT_TRUE(includes(after.packs, before.packs));
  EXPECT_TRUE(includes(after.protected_branches, before.protected_branches));
  EXPECT_TRUE(includes(before.network.allow_hosts, after.network.allow_hosts));
  EXPECT_GE(after.network.upload, before.network.upload);
  EXPECT_EQ(after.judge.guidance, before.judge.guidance);
  EXPECT_LE(after.judge.cache_ttl_s, before.judge.cache_ttl_s);
  EXPECT_GE(after.judge.on_error, before.judge.on_error);
  EXPECT_LE(limit(after.budget.usd_per_day), limit(before.budget.usd_per_day));
  EXPECT_GE(after.loops.then, before.loops.then);
  EXPECT_LE(limit(after.loops.same_shape), limit(before.loops.same_shape));
}

TEST(Layers, AddingAnUntrustedLayerNeverWidens) {
  std::mt19937 random(20);
  for (int round = 0; round < 100; ++round) {
    std::vector<Source> sources = {user(random_file(random)),
                                   repository(random_file(random), true)};
    const Policy before = composed(sources);
    sources.push_back(repository(random_file(random), false, "/repo/sub"));
    SCOPED_TRACE(sources.back().text);
    expect_no_wider(before, composed(sources));
  }
}

std::string reversed(const rules::Value& value) {
  if (value.type != rules::Value::Type::object) return compact(value);
  std::string text;
  for (const rules::Value& item : value.items) {
    const std::string member = "\"" + item.key + "\": " + reversed(item);
    text = text.empty() ? member : member + ", " + text;
  }
  return "{" + text + "}";
}

TEST(Layers, TheOrderOfKeysNeverMatters) {
  std::mt19937 random(21);
  for (int round = 0; round < 60; ++round) {
    const std::string outer = random_file(random);
    const std::string inner = random_file(random);
    SCOPED_TRACE(outer + inner);
    for (const bool trusted : {false, true}) {
      const Policy one = composed({user(outer), repository(inner, trusted)});
      const Policy other =
          composed({user(reversed(located(outer))), repository(reversed(located(inner)), trusted)});
      EXPECT_EQ(one.canonical, other.canonical);
      EXPECT_EQ(one.ignored.size(), other.ignored.size());
    }
  }
}

std::vector<Ruling> rulings(const Policy& policy) {
  std::vector<Ruling> all;
  for (const char* call : calls_to_rule) all.push_back(staged(call, policy).verdict.ruling);
  return all;
}

// The law that matters: whatever an agent may write, no call is ruled milder for it.
TEST(Layers, AnUntrustedFileNeverMakesARulingMilder) {
  std::mt19937 random(23);
  const Scope scopes[] = {{"", ""}, {"claude-code", "/repo"}, {"claude-code", "/repo/src/x"}};
  for (int round = 0; round < 40; ++round) {
    std::vector<Source> sources;
    if (random() % 2 == 0) sources.push_back(user(random_plain_policy(random)));
    if (random() % 2 == 0) sources.push_back(repository(random_policy(random), random() % 2 == 0));
    std::vector<Source> more = sources;
    more.push_back(
        repository(random_policy(random), false, random() % 2 == 0 ? "/repo" : "/repo/src"));
    SCOPED_TRACE(more.back().text);
    const Scope& scope = scopes[random() % 3];
    const std::vector<Ruling> before = rulings(in(sources, scope));
    const std::vector<Ruling> after = rulings(in(more, scope));
    for (std::size_t i = 0; i < before.size(); ++i)
      EXPECT_GE(after[i], before[i]) << calls_to_rule[i];
  }
}

// Layers of trusted files compose as a list does: it does not matter when they are joined.
TEST(Layers, MergingLoadedLayersIsComposingTheirSources) {
  std::mt19937 random(24);
  for (int round = 0; round < 30; ++round) {
    const std::vector<Source> sources = {user(random_plain_policy(random)),
                                         repository(random_policy(random), true),
                                         repository(random_policy(random), false, "/repo/src"),
                                         managed(random_plain_policy(random))};
    std::vector<Layer> layers;
    for (const Source& source : sources) {
      const Result<Layer> layer = load(source);
      ASSERT_TRUE(layer.ok()) << layer.faults().front().message();
      layers.push_back(*layer);
    }
    const Result<Policy> merged = merge(layers, "/repo", {"claude-code", "/repo/src"});
    ASSERT_TRUE(merged.ok());
    EXPECT_EQ(merged->canonical, in(sources, {"claude-code", "/repo/src"}).canonical);
  }
}

TEST(Layers, WhatTheManagedLayerSaysNobodyMakesMilder) {
  std::mt19937 random(25);
  for (int round = 0; round < 25; ++round) {
    const std::string ceiling = random_plain_policy(random);
    const Policy alone = composed({repository("{}", true), managed(ceiling)});
    const Policy with = composed({user(R"({"mode": "permissive", "network": {"upload": "allow"}})"),
                                  repository(random_policy(random), true), managed(ceiling)});
    SCOPED_TRACE(ceiling);
    if (ceiling.find("\"mode\"") != std::string::npos) {
      const Mode said = ceiling.find("strict") != std::string::npos     ? Mode::strict
                        : ceiling.find("balanced") != std::string::npos ? Mode::balanced
                                                                        : Mode::permissive;
      EXPECT_GE(with.mode, said);
    }
    for (const char* deny : {"d.cat", "e.make"}) {
      const bool said = alone.ruleset->find(deny) != nullptr;
      EXPECT_TRUE(!said || with.ruleset->find(deny) != nullptr) << deny;
    }
  }
}

TEST(Layers, AFileGivenTwiceIsAFileGivenOnce) {
  std::mt19937 random(22);
  for (int round = 0; round < 30; ++round) {
    const std::string text = random_file(random);
    EXPECT_EQ(composed({repository(text, false)}).canonical,
              composed({repository(text, false), repository(text, false)}).canonical);
  }
}

}  // namespace
}  // namespace gavel::policy
