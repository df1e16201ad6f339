#include "policy/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

using ::testing::ElementsAreArray;

Source source(std::string text) {
  return {LayerKind::repository, "judge.json", std::move(text), "/repo", true};
}

std::vector<std::string> messages(const std::string& text) {
  const Result<Layer> layer = load(source(text));
  std::vector<std::string> lines;
  if (layer.ok()) return lines;
  for (const Fault& fault : layer.faults()) lines.push_back(fault.message());
  return lines;
}

struct FaultRow {
  const char* text;
  std::vector<std::string> messages;
};

TEST(Load, SaysWhatIsWrongAndWhere) {
  const FaultRow rows[] = {
      {R"({"mode": "balance"})",
       {"judge.json:1:10: /mode: expected one of permissive, balanced, strict, got \"balance\" "
        "(did you mean \"balanced\"?)"}},
      {R"({"mode": 3})",
       {"judge.json:1:10: /mode: expected one of permissive, balanced, strict, got 3"}},
      {"{\n  \"judge\": {\n    \"timeout_ms\": \"fast\"\n  }\n}",
       {"judge.json:3:19: /judge/timeout_ms: expected 1 to 60000, got \"fast\""}},
      {R"({"judge": {"timeout_ms": 60001}})",
       {"judge.json:1:26: /judge/timeout_ms: expected 1 to 60000, got 60001"}},
      {R"({"judge": {"timeout_ms": 1.5}})",
       {"judge.json:1:26: /judge/timeout_ms: expected 1 to 60000, got 1.5"}},
      {R"({"judge": {"timeout_m": 5}})",
       {"judge.json:1:12: /judge/timeout_m: unknown key \"timeout_m\" (did you mean "
        "\"timeout_ms\"?)"}},
      {R"({"moode": "strict"})",
       {"judge.json:1:2: /moode: unknown key \"moode\" (did you mean \"mode\"?)"}},
      {R"({"zebra": 1})", {"judge.json:1:2: /zebra: unknown key \"zebra\""}},
      {R"({"mode": "strict", "mode": "permissive"})",
       {"judge.json:1:20: /mode: the key \"mode\" stands here twice"}},
      {R"({"judge": 1})", {"judge.json:1:11: /judge: expected an object, got 1"}},
      {R"([])", {"judge.json:1:1: expected an object, got a list of 0"}},
      {R"({"enforce": "no"})", {"judge.json:1:13: /enforce: expected true or false, got \"no\""}},
      {R"({"version": 2})", {"judge.json:1:13: /version: expected 1 to 1, got 2"}},
      {R"({"paths": {"deny": ["!keep"]}})",
       {"judge.json:1:21: /paths/deny/0: expected a .gitignore pattern that does not begin with !, "
        "got \"!keep\""}},
      {R"({"paths": {"deny": "secrets/"}})",
       {"judge.json:1:20: /paths/deny: expected a list of at most 256 texts, got \"secrets/\""}},
      {R"({"network": {"allow_hosts": ["https://a.example/x"]}})",
       {"judge.json:1:30: /network/allow_hosts/0: expected a host name such as api.example.com or "
        "*.example.com, got \"https://a.example/x\""}},
      {R"({"network": {"allow_hosts": ["*"]}})",
       {"judge.json:1:30: /network/allow_hosts/0: expected a host name such as api.example.com or "
        "*.example.com, got \"*\""}},
      {R"({"judge": {"base_url": "http://api.example.com/v1"}})",
       {"judge.json:1:24: /judge/base_url: expected an https:// address, or http:// to this "
        "machine, without user, query or fragment, got \"http://api.example.com/v1\""}},
      {R"({"judge": {"base_url": "http://127.0.0.1.example.com/"}})",
       {"judge.json:1:24: /judge/base_url: expected an https:// address, or http:// to this "
        "machine, without user, query or fragment, got \"http://127.0.0.1.example.com/\""}},
      {R"({"judge": {"api_key_env": "sk-abc"}})",
       {"judge.json:1:27: /judge/api_key_env: expected the name of an environment variable, got "
        "\"sk-abc\""}},
      {R"({"judge": {"fallback": [{"base_url": "ftp://x", "modle": "m"}]}})",
       {"judge.json:1:25: /judge/fallback/0: the key \"model\" is missing",
        "judge.json:1:49: /judge/fallback/0/modle: unknown key \"modle\" (did you mean "
        "\"model\"?)",
        "judge.json:1:38: /judge/fallback/0/base_url: expected an https:// address, or http:// to "
        "this machine, without user, query or fragment, got \"ftp://x\""}},
      {R"({"gates": [{"before": "git push"}]})",
       {"judge.json:1:12: /gates/0: the key \"run\" is missing"}},
      {R"({"gates": [{"before": "git push", "run": [], "timeout_s": 0}]})",
       {"judge.json:1:42: /gates/0/run: expected a text or a list of 1 to 16 texts, got a list of "
        "0",
        "judge.json:1:59: /gates/0/timeout_s: expected 1 to 86400, got 0"}},
      {R"({"packs": ["gti"]})",
       {"judge.json:1:12: /packs/0: no shipped pack is called \"gti\" (did you mean \"git\"?)"}},
      {R"({"disable": [{"reason": "x"}]})",
       {"judge.json:1:14: /disable/0: expected either \"rule\" or \"pack\""}},
      {R"({"disable": [{"pack": "git", "rule": "git.x", "reason": "x"}]})",
       {"judge.json:1:14: /disable/0: expected either \"rule\" or \"pack\""}},
      {R"({"disable": [{"pack": "self", "reason": "x"}]})",
       {"judge.json:1:23: /disable/0/pack: what protects Gavel itself cannot be disabled"}},
      {R"({"disable": [{"rule": "self.policy", "reason": "x"}]})",
       {"judge.json:1:23: /disable/0/rule: what protects Gavel itself cannot be disabled"}},
      {R"({"disable": [{"pack": "core", "reason": "x"}]})",
       {"judge.json:1:23: /disable/0/pack: the pack core is always in force (disable single rules "
        "of it)"}},
      {R"({"disable": [{"pack": "git"}]})",
       {"judge.json:1:14: /disable/0: the key \"reason\" is missing"}},
      {R"({"rules": {"deny": [{"id": "a.b", "pattern": "x"}]}})",
       {"judge.json:1:21: /rules/deny/0: the key \"reason\" is missing"}},
      {R"({"rules": {"deny": [{"id": "a", "pattern": "x", "reason": "r"},
{"id": "a", "pattern": "y", "reason": "r"}]}})",
       {"judge.json:2:8: /rules/deny/1/id: another rule of this file has the id \"a\""}},
      {R"({"server": {"listen": "4242"}})",
       {"judge.json:1:23: /server/listen: expected an address and port such as 127.0.0.1:4242, got "
        "\"4242\""}},
      {R"({"notify": {"on": ["asks"]}})",
       {"judge.json:1:20: /notify/on/0: expected one of ask, deny, unavailable, budget, loop, got "
        "\"asks\""}},
      {R"({"budget": {"usd_per_day": -1}})",
       {"judge.json:1:28: /budget/usd_per_day: expected 0 to 1000000, got -1"}},
      {R"({"agents": {"codex": {"mode": "x", "server": {"listen": ""}, "packs": ["git"]},
"a b": {}}})",
       {"judge.json:1:31: /agents/codex/mode: expected one of permissive, balanced, strict, got "
        "\"x\"",
        "judge.json:1:57: /agents/codex/server/listen: this holds for the whole file, not for a "
        "part (move it to the top of the file)",
        "judge.json:1:71: /agents/codex/packs: this holds for the whole file, not for a part "
        "(move it to the top of the file)",
        "judge.json:2:8: /agents/a b: expected an agent's name of letters, digits, dots and "
        "dashes, got \"a b\""}},
      {R"({"agents": {"codex": {"agents": {}}}})",
       {"judge.json:1:33: /agents/codex/agents: this holds for the whole file, not for a part "
        "(move it to the top of the file)"}},
      {R"({"agents": {"codex": {"mdoe": "strict"}}})",
       {"judge.json:1:23: /agents/codex/mdoe: unknown key \"mdoe\" (did you mean \"mode\"?)"}},
      {R"({"folders": {"../other": {}, "/abs": {}, "a/*": {}, "": {}}})",
       {"judge.json:1:26: /folders/..~1other: expected a folder below this file's, such as "
        "\"infra\", without patterns and without .., got \"../other\"",
        "judge.json:1:38: /folders/~1abs: expected a folder below this file's, such as \"infra\", "
        "without patterns and without .., got \"/abs\"",
        "judge.json:1:49: /folders/a~1*: expected a folder below this file's, such as \"infra\", "
        "without patterns and without .., got \"a/*\"",
        "judge.json:1:57: /folders/: expected a folder below this file's, such as \"infra\", "
        "without patterns and without .., got \"\""}},
      {R"({"rules": {"deny": [{"id": "git.push-force", "pattern": "x", "reason": "r"}]}})",
       {"judge.json:1:28: /rules/deny/0/id: \"git.push-force\" is a name of Gavel's own (begin it "
        "with the project's name, such as \"repo.push-force\")"}},
      {R"({"rules": {"allow": [{"id": "grant.1", "command": "x", "reason": "r"}]}})",
       {"judge.json:1:29: /rules/allow/0/id: \"grant.1\" is a name of Gavel's own (begin it with "
        "the project's name, such as \"repo.1\")"}},
      {R"({"judge": {"api_key_env": "K", "api_key_file": "/k"}})",
       {"judge.json:1:48: /judge/api_key_file: api_key_env names the key already (keep one of the "
        "two)"}},
      {R"({"tests": [{"command": "ls"}]})",
       {"judge.json:1:12: /tests/0: the key \"expect\" is missing"}},
      {R"({"disable": [{"rule": "git.push-forc", "reason": "x"}]})",
       {"judge.json:1:23: /disable/0/rule: no shipped rule is called \"git.push-forc\" (did you "
        "mean \"git.push-force\"?)"}},
      // every fault of the file in one report
      {"{\n\"mode\": \"x\",\n\"attended\": 1,\n\"loops\": {\"same_shape\": 1001}\n}",
       {"judge.json:2:9: /mode: expected one of permissive, balanced, strict, got \"x\"",
        "judge.json:3:13: /attended: expected true or false, got 1",
        "judge.json:4:25: /loops/same_shape: expected 0 to 1000, got 1001"}},
  };
  for (const FaultRow& row : rows) {
    SCOPED_TRACE(row.text);
    EXPECT_THAT(messages(row.text), ElementsAreArray(row.messages));
  }
}

TEST(Load, RefusesWhatIsNotJson) {
  const char* rows[] = {"",           "{",         "{\"mode\": \"strict\",}", "mode: strict",
                        "{\"mode\"}", "\xff\xfe{", "{\"mode\": \"strict\"} x"};
  for (const char* text : rows) {
    SCOPED_TRACE(text);
    const Result<Layer> layer = load(source(text));
    ASSERT_FALSE(layer.ok());
    EXPECT_EQ(layer.faults().front().kind, FaultKind::syntax);
    EXPECT_TRUE(layer.faults().front().where.starts_with("judge.json:"));
  }
}

TEST(Load, RefusesALargeFileBeforeReadingIt) {
  const Result<Layer> layer = load(source(std::string(longest_file + 1, ' ')));
  ASSERT_FALSE(layer.ok());
  EXPECT_EQ(layer.faults().front().kind, FaultKind::limit);
}

TEST(Load, AcceptsComments) {
  const Result<Layer> layer = load(source("// why\n{ /* here */ \"mode\": \"strict\" // so\n}"));
  ASSERT_TRUE(layer.ok());
  ASSERT_EQ(layer->settings.size(), 1u);
  EXPECT_EQ(layer->settings[0].field->path, "/mode");
  EXPECT_EQ(layer->settings[0].value.text, "strict");
  EXPECT_EQ(layer->settings[0].value.at, (rules::Position{2, 22}));
}

TEST(Load, KeepsTheSourcesStanding) {
  const Result<Layer> layer = load(source("{}"));
  ASSERT_TRUE(layer.ok());
  EXPECT_EQ(layer->kind, LayerKind::repository);
  EXPECT_EQ(layer->folder, "/repo");
  EXPECT_TRUE(layer->trusted);
  EXPECT_TRUE(layer->settings.empty());
}

TEST(Load, ReadsRulesByTheListTheyStandIn) {
  const Result<Layer> layer = load(source(R"({"rules": {
    "allow": [{"id": "a", "command": "make dry", "reason": "prints only"}],
    "escalate": [{"id": "b", "pattern": "downgrade", "reason": "drops tables"}],
    "deny": [{"id": "c", "pattern": "prod-db", "reason": "production", "instead": "staging"}]
  }})"));
  ASSERT_TRUE(layer.ok());
  ASSERT_EQ(layer->rules.size(), 3u);
  EXPECT_EQ(layer->rules[0].ruling, Ruling::allow);
  EXPECT_EQ(layer->rules[1].ruling, Ruling::escalate);
  EXPECT_EQ(layer->rules[2].ruling, Ruling::deny);
  EXPECT_EQ(layer->rules[2].layer, "judge.json:4");
  EXPECT_EQ(layer->rules[2].instead, "staging");
}

TEST(Load, TheFaultsOfRulesAndFieldsStandInOneReport) {
  const std::vector<std::string> lines = messages(R"({"mode": "x",
"rules": {"deny": [{"id": "a", "command": "make x", "reason": "r",
"examples": {"catches": ["make y"]}}, {"id": "b", "pattern": "(", "reason": "r"}]}})");
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], ::testing::HasSubstr("/mode"));
  EXPECT_THAT(lines[1], ::testing::HasSubstr("not a regular expression"));
  EXPECT_THAT(lines[2], ::testing::HasSubstr("does not catch its example \"make y\""));
}

TEST(Load, BoundsThePatternsOfAFile) {
  const auto file = [](std::size_t patterns) {
    std::string text = R"({"rules": {"deny": [)";
    for (std::size_t i = 0; i < patterns; ++i) {
      text += (i > 0 ? ", " : "") + std::string(R"({"id": "r)") + std::to_string(i) +
              R"(", "match": {"word": ["re:x", "y"]}, "reason": "r"})";
    }
    return text + "]}}";
  };
  EXPECT_TRUE(load(source(file(most_patterns))).ok());
  const std::vector<std::string> lines = messages(file(most_patterns + 1));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0],
              ::testing::HasSubstr("more than 256 regular expressions stand in this file"));
  EXPECT_THAT(messages(R"({"rules": {"deny": [{"id": "a", "pattern": "(a{1000}){1000}", "reason":
    "r"}]}})"),
              ::testing::SizeIs(1));
}

// Each of these takes milliseconds to compile; a file of them would hold up every call.
TEST(Load, BoundsWhatPatternsWeighTogether) {
  std::string text = R"({"rules": {"deny": [)";
  for (int i = 0; i < 200; ++i) {
    text += (i > 0 ? ", " : "") + std::string(R"({"id": "r)") + std::to_string(i) +
            R"(", "pattern": "\\pL{1,8})" + std::to_string(i) + R"(", "reason": "r"})";
  }
  EXPECT_THAT(messages(text + "]}}"),
              ::testing::ElementsAre(::testing::HasSubstr(
                  "with this rule the regular expressions of the file are too large together")));
}

TEST(Load, BoundsTheSections) {
  std::string text = R"({"agents": {)";
  for (std::size_t i = 0; i <= most_sections; ++i) {
    text += (i > 0 ? ", \"a" : "\"a") + std::to_string(i) + "\": {}";
  }
  EXPECT_THAT(
      messages(text + "}}"),
      ::testing::ElementsAre(::testing::HasSubstr("more than 64 sections stand in this file")));
}

TEST(Load, ASectionKnowsItsFolder) {
  Source mine = source(R"({"folders": {"/srv/app/": {"mode": "strict"}}})");
  mine.kind = LayerKind::user;
  mine.folder = "";
  const Result<Layer> layer = load(mine);
  ASSERT_TRUE(layer.ok()) << layer.faults().front().message();
  EXPECT_EQ(layer->sections[0].folder, "/srv/app");
  const Result<Layer> below = load(source(R"({"folders": {"infra/prod/": {"mode": "strict"}}})"));
  ASSERT_TRUE(below.ok());
  EXPECT_EQ(below->sections[0].folder, "/repo/infra/prod");
  EXPECT_EQ(below->sections[0].section, "folders/infra/prod/");
}

TEST(Load, SaysWhichOfTwoFilesToKeep) {
  EXPECT_EQ(both_files("/repo").message(),
            "/repo/.pi/judge.json: judge.json stands beside it, and only one of the two may govern "
            "this folder (keep /repo/judge.json, move into it what you need of .pi/judge.json, and "
            "remove that)");
}

}  // namespace
}  // namespace gavel::policy
