#include "policy/knowledge.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

Argument word(std::string text) {
  Argument argument;
  argument.text = std::move(text);
  return argument;
}

Argument unknown_word() {
  Argument argument;
  argument.known = Argument::Known::unknown;
  return argument;
}

Effect effect(EffectKind kind, Zone zone, Traits traits = {}) {
  Effect made;
  made.kind = kind;
  made.zone = zone;
  made.traits = traits;
  made.target = "/somewhere";
  return made;
}

Action action(std::string program, Knowledge knowledge, std::vector<Effect> effects = {},
              std::vector<std::string> operands = {}) {
  Action made;
  made.program = program;
  made.argv.push_back(word(std::move(program)));
  made.knowledge = knowledge;
  made.effects = std::move(effects);
  for (std::string& operand : operands) made.operands.push_back(word(std::move(operand)));
  return made;
}

std::string rule_of(const Action& action, Mode mode) {
  const std::optional<Finding> finding = weigh(action, 0, mode);
  return finding ? finding->rule : "";
}

struct Row {
  const char* what;
  Action action;
  const char* permissive;
  const char* balanced;
  const char* strict;
};

std::vector<Row> rows() {
  using K = Knowledge;
  using E = EffectKind;
  Action flagged = action("tool", K::unknown);
  flagged.flags = {"--purge-cache"};
  Action dynamic = action("", K::unknown);
  dynamic.argv[0] = unknown_word();
  Action unknown_operand = action("tool", K::unknown);
  unknown_operand.operands.push_back(unknown_word());
  Action assignment = action("", K::read_only);
  assignment.argv.clear();
  const Traits fetched = Trait::session_fetched;
  return {
      {"reads in the repository", action("cat", K::read_only, {effect(E::read, Zone::repo)}), "",
       "", ""},
      {"reads a system file", action("cat", K::read_only, {effect(E::read, Zone::system)}), "", "",
       ""},
      {"reads at home", action("cat", K::read_only, {effect(E::read, Zone::home)}), "", "",
       "mode.strict"},
      {"edits in the repository", action("cp", K::repo_edit, {effect(E::write, Zone::repo)}), "",
       "", ""},
      {"edits outside", action("cp", K::repo_edit, {effect(E::write, Zone::home)}), "", "",
       "mode.strict"},
      {"a known program", action("make", K::known), "", "", "mode.strict"},
      {"an unknown program", action("tool", K::unknown), "", "", "mode.strict"},
      {"an unknown program in the repository",
       action("tool", K::unknown, {effect(E::read, Zone::repo), effect(E::write, Zone::temp)}), "",
       "", "mode.strict"},
      {"an unknown program on a system path",
       action("tool", K::unknown, {effect(E::read, Zone::system)}), "", "knowledge.unknown-program",
       "knowledge.unknown-program"},
      {"an unknown program on a path known at run time only",
       action("tool", K::unknown, {effect(E::write, Zone::unknown)}), "",
       "knowledge.unknown-program", "knowledge.unknown-program"},
      {"an unknown program with an unknown word", unknown_operand, "", "knowledge.unknown-program",
       "knowledge.unknown-program"},
      {"a grave verb", action("tool", K::unknown, {}, {"db", "drop"}), "", "knowledge.grave-verb",
       "knowledge.grave-verb"},
      {"a grave verb in a word", action("tool", K::unknown, {}, {"cache:purge"}), "",
       "knowledge.grave-verb", "knowledge.grave-verb"},
      {"a grave flag", flagged, "", "knowledge.grave-verb", "knowledge.grave-verb"},
      {"a grave name", action("deploy", K::unknown), "", "knowledge.grave-verb",
       "knowledge.grave-verb"},
      {"a grave word in a path", action("tool", K::unknown, {}, {"src/delete.c"}), "", "",
       "mode.strict"},
      {"a grave word far behind", action("tool", K::unknown, {}, {"a", "b", "c", "delete"}), "", "",
       "mode.strict"},
      {"a grave verb of a known program", action("git", K::known, {}, {"reset"}), "", "",
       "mode.strict"},
      {"a program fetched in this session",
       action("tool", K::unknown, {effect(E::exec, Zone::repo, fetched)}), "",
       "knowledge.fetched-program", "knowledge.fetched-program"},
      {"a program at home", action("tool", K::unknown, {effect(E::exec, Zone::home)}), "",
       "knowledge.unknown-program", "knowledge.unknown-program"},
      {"a script that does not exist",
       action("deploy", K::unknown, {effect(E::exec, Zone::home, Trait::missing)}), "", "",
       "mode.strict"},
      {"an opaque effect", action("eval", K::known, {effect(E::opaque, Zone::none)}),
       "knowledge.opaque", "knowledge.opaque", "knowledge.opaque"},
      {"a command known at run time only", dynamic, "knowledge.dynamic-command",
       "knowledge.dynamic-command", "knowledge.dynamic-command"},
      {"no command at all", assignment, "", "", ""},
  };
}

TEST(Knowledge, RulesByModeWhatNoRuleSpeaksOf) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(rule_of(row.action, Mode::permissive), row.permissive);
    EXPECT_EQ(rule_of(row.action, Mode::balanced), row.balanced);
    EXPECT_EQ(rule_of(row.action, Mode::strict), row.strict);
  }
}

TEST(Knowledge, AStricterModePassesNoMore) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.what);
    EXPECT_LE(weigh(row.action, 0, Mode::permissive).has_value(),
              weigh(row.action, 0, Mode::balanced).has_value());
    EXPECT_LE(weigh(row.action, 0, Mode::balanced).has_value(),
              weigh(row.action, 0, Mode::strict).has_value());
  }
}

TEST(Knowledge, SaysWhyInASentence) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.what);
    const std::optional<Finding> finding = weigh(row.action, 3, Mode::strict);
    if (!finding) continue;
    EXPECT_EQ(finding->ruling, Ruling::escalate);
    EXPECT_EQ(finding->action, 3u);
    EXPECT_EQ(finding->reason.back(), '.');
    EXPECT_FALSE(finding->instead.empty()) << "an agent must know what to do instead";
  }
  const auto finding =
      weigh(action("tool", Knowledge::unknown, {effect(EffectKind::write, Zone::home)}), 0,
            Mode::balanced);
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->reason,
            "Nobody described tool, and it works on /somewhere, outside the repository.");
}

}  // namespace
}  // namespace gavel::policy
