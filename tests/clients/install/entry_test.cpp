// Golden files in tests/golden/install: AGENT.CASE.before is what a person had, .after what it is
// with our entry, .removed what it is when that was taken out again, where this is not .before.
#include "clients/install/entry.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "clients/install/plugin.h"
#include "server/hooks/agents.h"

namespace gavel::install {
namespace {

namespace fs = std::filesystem;

const Words words = {
    "/opt/gavel/bin/gavel-hook", "/opt/gavel/bin/gavel", "/run/user/1/gavel.sock", 1000, true, 0};

std::string slurp(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void expect_golden(const fs::path& path, const std::string& actual) {
  if (std::getenv("GAVEL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  EXPECT_EQ(slurp(path), actual) << path;
}

TEST(Entry, GoesInOnceAndComesOutAgain) {
  std::size_t cases = 0;
  for (const auto& item : fs::directory_iterator(GAVEL_SOURCE_DIR "/tests/golden/install")) {
    if (item.path().extension() != ".before") continue;
    ++cases;
    const fs::path stem = item.path().parent_path() / item.path().stem();
    SCOPED_TRACE(stem.filename());
    const std::string name = stem.filename();
    const Target* target = find_target(name.substr(0, name.find('.')));
    ASSERT_NE(target, nullptr);
    const std::string before = slurp(item.path());
    const Result<std::string> after = with_entries(*target, words, before, "settings.json");
    ASSERT_TRUE(after.ok()) << after.faults().front().message();
    expect_golden(stem.string() + ".after", *after);
    EXPECT_EQ(*with_entries(*target, words, *after, ""), *after) << "a second time changes nothing";
    std::size_t calls = 0;
    for (const Registration& row : target->registrations) calls += !row.prompt;
    EXPECT_EQ(entries_in(*target, *after, "")->size(), calls);
    const Result<std::string> removed = without_entries(*target, *after, "settings.json");
    ASSERT_TRUE(removed.ok());
    EXPECT_TRUE(entries_in(*target, *removed, "")->empty());
    if (*removed != before) expect_golden(stem.string() + ".removed", *removed);
  }
  EXPECT_GE(cases, 12u);
}

TEST(Entry, AFileThatCannotBeReadIsLeftAloneAndSaysWhere) {
  struct Row {
    const char* text;
    const char* where;
  };
  const Row rows[] = {
      {"{\"a\": 1,\n \"b\" 2}", "s.json:2:6"},
      {"{\"a\": 1", "s.json:1:8"},
      {"{\"a\": \"x\n\"}", "s.json:1:7"},
      {"{\"a\": 1} x", "s.json:1:10"},
      {"{\"a\": 1, \"a\": 2}", "s.json:1:10"},
      {"{\"a\": tru}", "s.json:1:7"},
      {"{/* \"a\": 1}", "s.json:1:2"},
      {"[]", "s.json: /"},
      {"{\"hooks\": []}", "s.json: /hooks"},
      {"{\"hooks\": {\"PreToolUse\": {}}}", "s.json: /PreToolUse"},
  };
  const Target& target = *find_target("claude-code");
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    const Result<std::string> after = with_entries(target, words, row.text, "s.json");
    ASSERT_FALSE(after.ok());
    EXPECT_EQ(after.faults().front().where, row.where) << after.faults().front().message();
  }
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_FALSE(with_entries(target, words, deep, "s.json").ok());
}

TEST(Entry, OursIsToldByTheProgramsName) {
  const char* ours[] = {"gavel-hook codex", "/usr/bin/gavel-hook pi --no-start",
                        "'/a b/gavel-hook' pi", "env X=1 /x/gavel-hook"};
  const char* others[] = {"gavel-hooks", "my-gavel-hook x", "cat gavel-hook.log", "", "gavel"};
  for (const char* line : ours) EXPECT_TRUE(is_ours(line)) << line;
  for (const char* line : others) EXPECT_FALSE(is_ours(line)) << line;
}

TEST(Entry, TheCommandLineSurvivesAShell) {
  Words odd = words;
  odd.socket = "/run/it's here/gavel.sock";
  odd.start = false;
  EXPECT_EQ(command_line(*find_target("codex"), odd, true),
            "/opt/gavel/bin/gavel-hook codex --socket '/run/it'\\''s here/gavel.sock' --gateway "
            "/opt/gavel/bin/gavel --owner 1000 --deadline-ms 36000 --no-start --prompt");
}

TEST(Entry, KillSwitchesAreSeen) {
  struct Row {
    const char* agent;
    const char* text;
    std::size_t count;
  };
  const Row rows[] = {
      {"claude-code", R"({"disableAllHooks": true})", 1},
      {"claude-code", R"({"disableAllHooks": false})", 0},
      {"gemini-cli", R"({"hooksConfig": {"enabled": false}})", 1},
      {"gemini-cli", R"({"hooksConfig": {"disabled": ["x", "gavel"]}})", 1},
      {"gemini-cli", R"({"hooksConfig": {"disabled": ["x"]}})", 0},
      {"gemini-cli", "not json", 0},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(switches_in(*find_target(row.agent), row.text).size(), row.count) << row.text;
  }
}

TEST(Entry, EveryAgentHasAPlaceForIt) {
  std::set<std::string_view> names;
  for (const Target& target : targets()) {
    SCOPED_TRACE(target.agent);
    names.insert(target.agent);
    EXPECT_NE(hooks::find_agent(target.agent), nullptr);
    EXPECT_FALSE(target.user_file.empty());
    const bool own = target.way == Way::plugin || target.way == Way::script;
    EXPECT_EQ(own, target.registrations.empty());
    for (const Registration& row : target.registrations) {
      EXPECT_TRUE(nlohmann::json::accept(row.entry));
      EXPECT_NE(row.entry.find("\"$COMMAND\""), row.entry.npos);
      EXPECT_NE(row.entry.find("\"$TIMEOUT\""), row.entry.npos);
    }
    for (const KillSwitch& row : target.kill_switches) EXPECT_TRUE(nlohmann::json::accept(row.bad));
    if (target.way == Way::plugin) {
      const std::string text = plugin_text(target, words);
      EXPECT_TRUE(is_ours(text));
      EXPECT_EQ(text.find("../node/"), text.npos);
      EXPECT_EQ(text.find("\nexport "), text.rfind("\nexport ")) << "one thing is exported";
      EXPECT_NE(text.find("/run/user/1/gavel.sock"), text.npos);
    }
  }
  EXPECT_EQ(names.size() + 1, hooks::agents().size()) << "all but our own clients";
}

}  // namespace
}  // namespace gavel::install
