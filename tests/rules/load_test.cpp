#include "rules/load.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

std::string pack(const std::string& rule) {
  return R"({"pack": "p", "about": "x", "rules": [)" + rule + "]}";
}

std::vector<std::string> messages(const std::string& text) {
  const Result<Pack> loaded = load_pack(text, "p.json");
  std::vector<std::string> said;
  if (loaded.ok()) return said;
  for (const Fault& fault : loaded.faults()) said.push_back(fault.message());
  return said;
}

TEST(LoadPack, ReadsEveryKey) {
  const Result<Pack> loaded = load_pack(R"({
    "pack": "p", "about": "What it guards.",
    "rules": [{
      "id": "p.one", "ruling": "deny", "risk": "high", "reason": "Because.", "instead": "ls",
      "match": {
        "program": ["git", "hub"], "subcommand": "push", "any_flags": "-f", "all_flags": ["-a"],
        "no_flags": "-n", "operand": "release/*", "word": "re:x$", "tool": "Bash",
        "agent": "codex", "carrier": "sudo", "knowledge": "unknown", "place": ["local", "remote"],
        "pattern": "a+", "raw": true,
        "effect": {
          "kind": ["remove", "move"], "zone": "repo", "not_zone": ["temp"],
          "traits": ["recursive", "forced"], "any_traits": "glob", "no_traits": "disposable",
          "marks": ["secret", "decoded"], "no_marks": "unseen", "target": "*.c", "not_target": "b"
        }
      },
      "unless": [{"place": "container"}, {"program": "x"}],
      "examples": {
        "catches": ["git push", {"tool": "Write", "kind": "write", "path": "/repo/a", "content": "x"}],
        "passes": [{"command": "ls", "cwd": "/repo/sub", "fetched": "/repo/f", "written": ["/repo/w"]}]
      }
    }]})",
                                        "p.json");
  ASSERT_TRUE(loaded.ok()) << loaded.faults()[0].message();
  ASSERT_EQ(loaded->rules.size(), 1u);
  const Rule& rule = loaded->rules[0];
  EXPECT_EQ(rule.id, "p.one");
  EXPECT_EQ(rule.ruling, Ruling::deny);
  EXPECT_EQ(rule.risk, Risk::high);
  EXPECT_EQ(rule.reason, "Because.");
  EXPECT_EQ(rule.instead, "ls");
  EXPECT_EQ(rule.layer, "pack p");
  EXPECT_THAT(rule.match.programs, testing::ElementsAre("git", "hub"));
  EXPECT_THAT(rule.match.places, testing::ElementsAre(Place::local, Place::remote));
  EXPECT_EQ(rule.match.pattern, "a+");
  EXPECT_TRUE(rule.match.raw);
  ASSERT_TRUE(rule.match.effect.has_value());
  EXPECT_EQ(rule.match.effect->traits, Trait::recursive | Trait::forced);
  EXPECT_EQ(rule.match.effect->any_traits, Traits(Trait::glob));
  EXPECT_EQ(rule.match.effect->marks, Mark::secret | Mark::decoded);
  EXPECT_THAT(rule.match.effect->not_zones, testing::ElementsAre(Zone::temp));
  ASSERT_EQ(rule.unless.size(), 2u);
  ASSERT_EQ(rule.catches.size(), 2u);
  EXPECT_EQ(rule.catches[0].call.command, "git push");
  EXPECT_EQ(rule.catches[0].call.cwd, "/repo");
  EXPECT_EQ(rule.catches[1].call.kind, ToolKind::write);
  EXPECT_THAT(rule.catches[1].call.paths, testing::ElementsAre("/repo/a"));
  ASSERT_EQ(rule.passes.size(), 1u);
  EXPECT_EQ(rule.passes[0].call.cwd, "/repo/sub");
  EXPECT_THAT(rule.passes[0].fetched, testing::ElementsAre("/repo/f"));
}

TEST(LoadPack, ReportsWhatIsWrongWithARule) {
  struct Row {
    std::string rule;
    std::string message;
  };
  const Row rows[] = {
      {R"({"id": "p.a", "reason": "R."})",
       "/rules/0: the rule matches on nothing (give it a command, a pattern or a match)"},
      {R"({"id": "p.a", "reason": "R.", "match": {"programm": "x", "place": "local"}})",
       "/rules/0/match/programm: unknown key \"programm\" (did you mean \"program\"?)"},
      {R"({"id": "p.a", "reason": "R.", "match": {"effect": {"kind": "delete"}}})",
       "/rules/0/match/effect/kind: expected one of "},
      {R"({"id": "p.a", "reason": "R.", "pattern": "a("})",
       "/rules/0/pattern: pattern: not a regular expression: missing ): a( (the syntax is RE2's"},
      {R"({"id": "p.a", "reason": "R.", "match": {"operand": ["a", "re:["]}})",
       "/rules/0/match/operand: operand: not a regular expression: missing ]: ["},
      {R"({"id": "p.a", "reason": "R.", "command": "make * x"})",
       "/rules/0/command: command: a * may only stand as the last word"},
      {R"({"id": "p.a", "reason": "R.", "command": "make; x"})",
       "/rules/0/command: command: a command here is words, not shell syntax"},
      {R"({"id": "p.a", "reason": "R.", "ruling": "allow", "match": {"program": "x"}})",
       "/rules/0: an allow rule needs a command or a pattern"},
      {R"({"id": "p a", "reason": "R.", "command": "x"})",
       "/rules/0/id: expected letters, digits, dots, dashes, got \"p a\""},
      {R"({"id": "q.a", "reason": "R.", "command": "x"})",
       "the id q.a does not begin with the pack's name"},
      {R"({"id": "p.a", "command": "x"})", "/rules/0: the key \"reason\" is missing"},
      {R"({"id": "p.a", "reason": "R.", "command": "x", "examples": {"catch": []}})",
       "/rules/0/examples/catch: unknown key \"catch\" (did you mean \"catches\"?)"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rule);
    EXPECT_THAT(messages(pack(row.rule)), testing::Contains(testing::HasSubstr(row.message)));
  }
}

TEST(LoadPack, RefusesAnIdThatStandsTwice) {
  const std::string one = R"({"id": "p.a", "reason": "R.", "command": "x"})";
  EXPECT_THAT(messages(pack(one + "," + one)),
              testing::ElementsAre(testing::HasSubstr("the id p.a stands here twice")));
}

TEST(ReadRule, TakesItsRulingFromTheListItStandsIn) {
  const auto read = [](const std::string& text, Ruling ruling, Reader& reader) {
    const Result<Document> document = parse_document("\n" + text, "judge.json");
    return document.ok() ? read_rule(reader, document->root, ruling) : std::nullopt;
  };
  Reader reader("judge.json");
  const auto rule =
      read(R"({"id": "repo.x", "command": "make x *", "reason": "R"})", Ruling::allow, reader);
  ASSERT_TRUE(rule.has_value());
  EXPECT_EQ(rule->ruling, Ruling::allow);
  EXPECT_EQ(rule->layer, "judge.json:2");
  EXPECT_FALSE(read(R"({"id": "x", "command": "x", "reason": "R", "ruling": "deny"})",
                    Ruling::escalate, reader));
  ASSERT_EQ(reader.faults().size(), 1u);
  EXPECT_EQ(reader.faults()[0].message(),
            "judge.json:2:54: /ruling: the list this rule stands in says escalate");
}

TEST(LoadPacks, RefusesAPackThatIsThereTwice) {
  const std::string text = pack("");
  const EmbeddedFile files[] = {{"a.json", text}, {"b.json", text}};
  const auto packs = load_packs(files);
  ASSERT_FALSE(packs.ok());
  EXPECT_EQ(packs.faults()[0].message(), "b.json: the pack p is there twice");
}

}  // namespace
}  // namespace gavel::rules
