#include "rules/match.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/load.h"
#include "rules/pattern.h"

namespace gavel::rules {
namespace {

std::vector<Rule> rules_of(const std::string& rules) {
  Result<Pack> pack =
      load_pack(R"({"pack": "t", "about": "x", "rules": [)" + rules + "]}", "t.json");
  EXPECT_TRUE(pack.ok()) << pack.faults()[0].message();
  return pack.ok() ? pack->rules : std::vector<Rule>{};
}

Ruleset ruleset_of(std::vector<Rule> rules) {
  auto table = compile(std::move(rules));
  EXPECT_TRUE(table.ok());
  Ruleset ruleset;
  ruleset.add(*table);
  return ruleset;
}

Argument word(const std::string& text) {
  Argument argument;
  argument.text = text;
  return argument;
}

Action action(std::vector<std::string> words) {
  Action action;
  action.tool = "Bash";
  action.cwd = "/repo";
  action.program = words[0].substr(words[0].rfind('/') + 1);
  action.knowledge = Knowledge::known;
  for (const std::string& text : words) {
    action.argv.push_back(word(text));
    if (!action.printed.empty()) action.printed += " ";
    action.printed += text;
    if (action.argv.size() == 1) continue;
    if (text.starts_with("-")) {
      action.flags.push_back(text);
    } else {
      action.operands.push_back(word(text));
    }
  }
  action.masked = action.printed;
  return action;
}

Effect effect(EffectKind kind, std::string target, Zone zone = Zone::none, Traits traits = {},
              Marks marks = {}) {
  Effect effect;
  effect.kind = kind;
  effect.target = target;
  effect.resolved = zone == Zone::none ? "" : target;
  effect.zone = zone;
  effect.traits = traits;
  effect.marks = marks;
  return effect;
}

std::vector<std::string> ids(const Ruleset& ruleset, Action one, Call call = {}) {
  call.cwd = "/repo";
  call.kind = ToolKind::shell;
  Analysis analysis;
  analysis.actions.push_back(std::move(one));
  std::vector<std::string> found;
  for (const Finding& finding : match(ruleset, call, analysis)) found.push_back(finding.rule);
  return found;
}

TEST(Match, ComparesTheStructureOfACommand) {
  const Ruleset ruleset = ruleset_of(rules_of(R"(
    {"id": "t.program", "reason": "R.", "match": {"program": ["rm", "del"]}},
    {"id": "t.glob", "reason": "R.", "match": {"program": "mkfs.*"}},
    {"id": "t.any", "reason": "R.", "match": {"program": "x", "any_flags": ["-f", "--force"]}},
    {"id": "t.all", "reason": "R.", "match": {"program": "x", "all_flags": ["-a", "-b"]}},
    {"id": "t.no", "reason": "R.", "match": {"program": "x", "any_flags": "-n", "no_flags": "-q"}},
    {"id": "t.operand", "reason": "R.", "match": {"program": "x", "operand": ["main", "rel/*", "re:^v[0-9]+$"]}},
    {"id": "t.word", "reason": "R.", "match": {"program": "x", "word": "re:^--net=host$"}},
    {"id": "t.sub", "reason": "R.", "match": {"subcommand": "compose *"}},
    {"id": "t.place", "reason": "R.", "match": {"place": "remote"}},
    {"id": "t.carrier", "reason": "R.", "match": {"carrier": "sudo"}},
    {"id": "t.agent", "reason": "R.", "match": {"agent": "codex"}},
    {"id": "t.tool", "reason": "R.", "match": {"tool": "mcp__*"}},
    {"id": "t.knowledge", "reason": "R.", "match": {"knowledge": "unknown"}})"));
  EXPECT_THAT(ids(ruleset, action({"rm", "a"})), testing::ElementsAre("t.program"));
  EXPECT_THAT(ids(ruleset, action({"/bin/rm", "a"})), testing::ElementsAre("t.program"));
  EXPECT_THAT(ids(ruleset, action({"mkfs.ext4"})), testing::ElementsAre("t.glob"));
  EXPECT_THAT(ids(ruleset, action({"x", "--force=1"})), testing::ElementsAre("t.any"));
  EXPECT_THAT(ids(ruleset, action({"x", "--forceful"})), testing::IsEmpty());
  EXPECT_THAT(ids(ruleset, action({"x", "-b", "-a"})), testing::ElementsAre("t.all"));
  EXPECT_THAT(ids(ruleset, action({"x", "-n"})), testing::ElementsAre("t.no"));
  EXPECT_THAT(ids(ruleset, action({"x", "-n", "-q"})), testing::IsEmpty());
  EXPECT_THAT(ids(ruleset, action({"x", "a", "rel/1"})), testing::ElementsAre("t.operand"));
  EXPECT_THAT(ids(ruleset, action({"x", "v12"})), testing::ElementsAre("t.operand"));
  EXPECT_THAT(ids(ruleset, action({"x", "v12b"})), testing::IsEmpty());
  EXPECT_THAT(ids(ruleset, action({"x", "--net=host"})), testing::ElementsAre("t.word"));
  Action other = action({"docker"});
  other.subcommand = "compose down";
  EXPECT_THAT(ids(ruleset, other), testing::ElementsAre("t.sub"));
  other = action({"y"});
  other.place = Place::remote;
  other.carriers = {"ssh", "sudo"};
  EXPECT_THAT(ids(ruleset, other), testing::ElementsAre("t.place", "t.carrier"));
  other = action({"y"});
  other.knowledge = Knowledge::unknown;
  other.tool = "mcp__a__b";
  Call call;
  call.agent = "codex";
  EXPECT_THAT(ids(ruleset, other, call), testing::ElementsAre("t.agent", "t.tool", "t.knowledge"));
}

TEST(Match, SaysNothingOfHelpUnlessItHasEffects) {
  const Ruleset ruleset = ruleset_of(rules_of(R"(
    {"id": "t.program", "reason": "R.", "match": {"program": "reboot"}},
    {"id": "t.effect", "reason": "R.", "match": {"effect": {"kind": "write"}}})"));
  Action help = action({"reboot", "--help"});
  help.negligible = true;
  EXPECT_THAT(ids(ruleset, help), testing::IsEmpty());
  help.effects.push_back(effect(EffectKind::write, "/etc/x", Zone::system));
  EXPECT_THAT(ids(ruleset, help), testing::ElementsAre("t.effect"));
}

TEST(Match, ComparesEachEffectAsAWhole) {
  const Ruleset ruleset = ruleset_of(rules_of(R"(
    {"id": "t.a", "reason": "R.", "match": {"effect": {"kind": "remove", "zone": "repo", "traits": ["recursive"], "no_traits": "disposable"}}},
    {"id": "t.b", "reason": "R.", "match": {"effect": {"kind": ["net_out", "net_in"], "marks": ["secret", "decoded"], "no_marks": "unseen"}}},
    {"id": "t.c", "reason": "R.", "match": {"effect": {"not_zone": ["repo", "none"], "any_traits": ["glob", "forced"]}}},
    {"id": "t.d", "reason": "R.", "match": {"effect": {"kind": "write", "target": ["*.pem", "re:key$"], "not_target": "pub*"}}})"));
  Action one = action({"x"});
  one.effects = {
      effect(EffectKind::remove, "/repo/dist", Zone::repo, Trait::recursive | Trait::disposable),
      effect(EffectKind::remove, "/repo/a", Zone::repo)};
  EXPECT_THAT(ids(ruleset, one), testing::IsEmpty());
  one.effects.push_back(effect(EffectKind::remove, "/repo/src", Zone::repo, Trait::recursive));
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.a"));
  one.effects = {effect(EffectKind::net_in, "h", Zone::none, {}, Mark::secret | Mark::unseen),
                 effect(EffectKind::net_out, "h", Zone::none, {}, Mark::decoded)};
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.b"));
  one.effects = {effect(EffectKind::chmod, "/etc/a", Zone::system, Trait::forced)};
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.c"));
  one.effects = {effect(EffectKind::write, "/repo/a.pem", Zone::repo)};
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.d"));
  one.effects = {effect(EffectKind::write, "pubkey", Zone::none)};
  EXPECT_THAT(ids(ruleset, one), testing::IsEmpty());
  one.effects = {effect(EffectKind::write, "a.pem", Zone::none, Trait::dry_run)};
  EXPECT_THAT(ids(ruleset, one), testing::IsEmpty());
}

TEST(Match, AnExceptionIsAboutTheEffectThatWasFound) {
  const Ruleset ruleset = ruleset_of(rules_of(R"(
    {"id": "t.a", "reason": "R.", "match": {"effect": {"kind": "remove"}},
     "unless": [{"effect": {"zone": "temp"}}, {"program": "git", "any_flags": "-n"}]})"));
  Action one = action({"rm"});
  one.effects = {effect(EffectKind::remove, "/tmp/a", Zone::temp)};
  EXPECT_THAT(ids(ruleset, one), testing::IsEmpty());
  one.effects.push_back(effect(EffectKind::remove, "/repo/a", Zone::repo));
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.a"));
  Action git = action({"git", "-n"});
  git.effects = one.effects;
  EXPECT_THAT(ids(ruleset, git), testing::IsEmpty());
}

TEST(Match, AsksPatternsOfTheMaskedTextAndRawOnesOfAllOfIt) {
  const Ruleset ruleset = ruleset_of(rules_of(R"(
    {"id": "t.masked", "reason": "R.", "pattern": "prod-db"},
    {"id": "t.raw", "reason": "R.", "pattern": "secret-word", "raw": true})"));
  Action one = action({"git", "commit", "-m", "prod-db secret-word"});
  one.masked = "git commit -m …";
  EXPECT_THAT(ids(ruleset, one), testing::ElementsAre("t.raw"));
  Call call;
  call.command = "x; # secret-word";
  EXPECT_THAT(ids(ruleset, action({"psql", "-h", "prod-db"}), call),
              testing::ElementsAre("t.masked", "t.raw"));
}

TEST(Match, ARuleThatCannotBeAskedIsAFinding) {
  const Ruleset ruleset = ruleset_of(rules_of(
      R"({"id": "t.a", "ruling": "deny", "reason": "R.", "pattern": "b"},
         {"id": "t.w", "ruling": "allow", "reason": "R.", "pattern": "x+"})"));
  Action one = action({"x"});
  one.masked = one.printed = std::string(Pattern::longest_text + 1, 'x');
  Analysis analysis;
  analysis.actions.push_back(one);
  const std::vector<Finding> findings = match(ruleset, {}, analysis);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].rule, "rule.fault");
  EXPECT_EQ(findings[0].ruling, Ruling::escalate);
  EXPECT_EQ(findings[0].risk, Risk::high);
  EXPECT_FALSE(findings[0].waiver);
  EXPECT_EQ(findings[0].reason, "The rule t.a could not be asked about this action.");
}

TEST(Match, CommandRulesSpeakOfTheirWordsByAnyPath) {
  const Ruleset ruleset = ruleset_of(rules_of(
      R"({"id": "t.a", "reason": "R.", "command": "make deploy"},
         {"id": "t.b", "reason": "R.", "command": "npm 'run it' *"})"));
  EXPECT_THAT(ids(ruleset, action({"make", "deploy"})), testing::ElementsAre("t.a"));
  EXPECT_THAT(ids(ruleset, action({"/usr/bin/make", "deploy"})), testing::ElementsAre("t.a"));
  EXPECT_THAT(ids(ruleset, action({"make", "deploy", "x"})), testing::IsEmpty());
  EXPECT_THAT(ids(ruleset, action({"npm", "run it"})), testing::ElementsAre("t.b"));
  EXPECT_THAT(ids(ruleset, action({"npm", "run it", "x", "y"})), testing::ElementsAre("t.b"));
  EXPECT_THAT(ids(ruleset, action({"npm", "run", "it"})), testing::IsEmpty());
}

// What a rule says of an action never depends on where in its file it stands.
TEST(Match, TheOrderOfRulesDoesNotMatter) {
  const Result<std::vector<Pack>> packs = load_packs(shipped_pack_files());
  ASSERT_TRUE(packs.ok());
  std::vector<Rule> rules;
  for (const Pack& pack : *packs) rules.insert(rules.end(), pack.rules.begin(), pack.rules.end());
  std::mt19937 random(7);
  const auto pick = [&](std::size_t below) { return random() % below; };
  const char* programs[] = {"git", "rm", "docker", "curl", "gavel", "aws", "unknown"};
  std::vector<Action> actions;
  for (int i = 0; i < 200; ++i) {
    Action one = action({programs[pick(7)], pick(2) == 0 ? "--force" : "push", "reboot"});
    one.subcommand = pick(2) == 0 ? "push" : "reset";
    for (std::size_t n = pick(4); n > 0; --n) {
      one.effects.push_back(effect(static_cast<EffectKind>(pick(26)), "/repo/.git",
                                   static_cast<Zone>(pick(15)), Traits::from_raw(random()),
                                   Marks::from_raw(random() & 31u)));
    }
    actions.push_back(std::move(one));
  }
  std::vector<std::vector<std::string>> first;
  for (int round = 0; round < 4; ++round) {
    const Ruleset ruleset = ruleset_of(rules);
    for (std::size_t i = 0; i < actions.size(); ++i) {
      std::vector<std::string> found = ids(ruleset, actions[i]);
      std::sort(found.begin(), found.end());
      if (round == 0) first.push_back(found);
      EXPECT_EQ(found, first[i]);
    }
    std::shuffle(rules.begin(), rules.end(), random);
  }
  EXPECT_GT(std::count_if(first.begin(), first.end(), [](const auto& one) { return !one.empty(); }),
            50);
}

}  // namespace
}  // namespace gavel::rules
