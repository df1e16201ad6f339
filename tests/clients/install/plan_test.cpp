#include "clients/install/plan.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "clients/install/trust.h"

namespace gavel::install {
namespace {

namespace fs = std::filesystem;

class Planned : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "gavel-plan-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    fs::create_directories(root_ / "home");
    fs::create_directories(root_ / "project");
    machine_.home = root_ / "home";
    machine_.project = root_ / "project";
    machine_.variable = [this](std::string_view name) { return variables_[std::string(name)]; };
    machine_.sha256 = [](std::string_view text) { return "of " + std::string(text); };
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const fs::path& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  std::string text_of(const fs::path& name) {
    std::ifstream stream(root_ / name);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  Result<Plan> in(const char* agent, Scope scope = Scope::user) {
    return plan_install(*find_target(agent), words_, machine_, scope);
  }
  // Carries out; the first fault's message, or nothing.
  std::string done(const Result<Plan>& plan) {
    if (!plan) return plan.faults().front().message();
    for (const Change& change : plan->changes) {
      const std::string backup = change.file.real + ".bak";
      const Status status = change.removed ? remove_file(change.file, backup)
                                           : store_file(change.file, change.after, backup);
      if (!status) return status.faults().front().message();
    }
    return {};
  }

  fs::path root_;
  Machine machine_;
  std::map<std::string, std::string> variables_;
  Words words_ = {"/b/gavel-hook", "/b/gavel", "/s/gavel.sock", 1000, true, 0};
};

TEST_F(Planned, EveryAgentIsHookedFoundAndLetGo) {
  for (const Target& target : targets()) {
    for (const Scope scope : {Scope::user, Scope::project}) {
      SCOPED_TRACE(std::string(target.agent) + (scope == Scope::user ? " user" : " project"));
      const Result<Plan> plan = plan_install(target, words_, machine_, scope);
      if (settings_path(target, machine_, scope).empty()) {
        EXPECT_FALSE(plan.ok());
        continue;
      }
      ASSERT_EQ(done(plan), "");
      EXPECT_TRUE(look(target, machine_, scope).holds());
      EXPECT_TRUE(plan_install(target, words_, machine_, scope)->changes.empty());
      ASSERT_EQ(done(plan_uninstall(target, machine_, scope)), "");
      EXPECT_FALSE(look(target, machine_, scope).holds());
      EXPECT_TRUE(plan_uninstall(target, machine_, scope)->changes.empty());
    }
  }
}

// What a person may have in the file of a target's entry: comments, a hook of their own in the very
// list that ours goes into, odd blanks.
std::string persons_text(const Target& target) {
  std::string lists;
  for (const Registration& row : target.registrations) {
    if (!row.list.starts_with("hooks ")) continue;
    lists += lists.empty() ? "" : ",\n";
    lists +=
        "    \"" + std::string(row.list.substr(6)) + "\": [ {\"command\": \"mine\"} ] /* and this */";
  }
  return "// mine\n{\n  \"version\": 1,\n\t\"theme\" : \"dark\", /* why */\n  \"hooks\": {\n" +
         lists + "\n  }\n}\n\n";
}

TEST_F(Planned, WhatAPersonWroteIsTheSameByteForByteAfterwards) {
  std::size_t tried = 0;
  for (const Target& target : targets()) {
    for (const Scope scope : {Scope::user, Scope::project}) {
      const std::string path = settings_path(target, machine_, scope);
      if (path.empty() || target.way != Way::entry) continue;
      SCOPED_TRACE(std::string(target.agent) + ": " + path);
      ++tried;
      const std::string before = persons_text(target);
      fs::create_directories(fs::path(path).parent_path());
      const std::string dotfile = root_ / ("dotfile" + std::to_string(tried));
      std::ofstream(dotfile) << before;
      fs::create_symlink(dotfile, path);
      ASSERT_EQ(done(plan_install(target, words_, machine_, scope)), "");
      EXPECT_TRUE(look(target, machine_, scope).holds());
      const std::string with = text_of(dotfile);
      for (const char* kept : {"// mine\n", "\t\"theme\" : \"dark\", /* why */", "/* and this */"}) {
        EXPECT_NE(with.find(kept), std::string::npos) << kept << " in\n" << with;
      }
      EXPECT_EQ(text_of(dotfile + ".bak"), before);
      ASSERT_EQ(done(plan_uninstall(target, machine_, scope)), "");
      EXPECT_EQ(text_of(dotfile), before);
      EXPECT_TRUE(fs::is_symlink(path));
    }
  }
  EXPECT_EQ(tried, 11u) << "six agents with settings of their own, Codex with the user's alone";
}

TEST_F(Planned, WhatCannotBeEditedStaysAndSaysWhy) {
  const struct {
    const char* text;
    mode_t mode;
    const char* settings;  // what is said of a settings file, and of a file that would be ours
    const char* own;
  } rows[] = {
      {"{\n  \"a\": ,\n}", 0644, ":2:8", "did not write"},
      {"{\"a\": 1}\n", 0444, "is read-only", "did not write"},
      {"exec /b/gavel-hook x # an earlier one\n", 0444, ":1:1", "is read-only"},
  };
  for (const Target& target : targets()) {
    const bool own = target.way == Way::script || target.way == Way::plugin;
    for (const auto& row : rows) {
      SCOPED_TRACE(std::string(target.agent) + ": " + row.text);
      const std::string path = settings_path(target, machine_, Scope::user);
      fs::create_directories(fs::path(path).parent_path());
      fs::remove(path);
      std::ofstream(path) << row.text;
      chmod(path.c_str(), row.mode);
      const std::string said = done(plan_install(target, words_, machine_, Scope::user));
      EXPECT_NE(said.find(own ? row.own : row.settings), std::string::npos) << said;
      EXPECT_NE(said.find(path), std::string::npos) << said;
      EXPECT_EQ(text_of(path), row.text);
      EXPECT_FALSE(fs::exists(path + ".bak"));
    }
  }
}

TEST_F(Planned, ALinkedDotfileStaysALink) {
  write("dotfiles/claude.json", "{}\n");
  fs::create_directories(root_ / "home/.claude");
  fs::create_symlink("../../dotfiles/claude.json", root_ / "home/.claude/settings.json");
  ASSERT_EQ(done(in("claude-code")), "");
  EXPECT_TRUE(fs::is_symlink(root_ / "home/.claude/settings.json"));
  EXPECT_NE(text_of("dotfiles/claude.json").find("gavel-hook"), std::string::npos);
  EXPECT_EQ(text_of("dotfiles/claude.json.bak"), "{}\n");
}

TEST_F(Planned, ADanglingLinkIsFilled) {
  fs::create_directories(root_ / "home/.claude");
  fs::create_symlink(root_ / "dotfiles/new.json", root_ / "home/.claude/settings.json");
  ASSERT_EQ(done(in("claude-code")), "");
  EXPECT_NE(text_of("dotfiles/new.json").find("gavel-hook"), std::string::npos);
}

TEST_F(Planned, ModeStaysAndAReadOnlyFileIsLeftAlone) {
  write("home/.claude/settings.json", "{}\n");
  chmod((root_ / "home/.claude/settings.json").c_str(), 0640);
  ASSERT_EQ(done(in("claude-code")), "");
  EXPECT_EQ(fs::status(root_ / "home/.claude/settings.json").permissions(), fs::perms(0640));
  write("project/.claude/settings.json", "{}\n");
  chmod((root_ / "project/.claude/settings.json").c_str(), 0440);
  EXPECT_NE(done(in("claude-code", Scope::project)).find("is read-only"), std::string::npos);
  EXPECT_EQ(text_of("project/.claude/settings.json"), "{}\n");
  EXPECT_FALSE(fs::exists(root_ / "project/.claude/settings.json.bak"));
}

TEST_F(Planned, AFileThatIsNoFileOrNotOursIsAFault) {
  fs::create_directories(root_ / "home/.claude/settings.json");
  EXPECT_NE(done(in("claude-code")).find("not a regular file"), std::string::npos);
  write("home/.pi/agent/extensions/gavel.ts", "export default () => {};\n");
  EXPECT_NE(done(in("pi")).find("did not write"), std::string::npos);
  write("home/.gemini/settings.json", "{\n  \"a\": ,\n}");
  EXPECT_NE(done(in("gemini-cli")).find("settings.json:2:8"), std::string::npos);
}

TEST_F(Planned, TheAgentsOwnVariableNamesTheFolder) {
  variables_["CODEX_HOME"] = root_ / "elsewhere";
  ASSERT_EQ(done(in("codex")), "");
  EXPECT_TRUE(fs::exists(root_ / "elsewhere/hooks.json"));
  EXPECT_TRUE(fs::exists(root_ / "elsewhere/config.toml"));
}

// What Codex 0.169.0 reported for this very hook.
TEST_F(Planned, CodexIsGivenTheHashThatItComputes) {
  const char* text = R"({"hooks": {"PreToolUse": [{"matcher": "*", "hooks": [{"type": "command",)"
                     R"( "command": "/b/gavel-hook codex", "timeout": 60}]}]}})";
  const auto hooks = hooks_to_trust(text, "/h/hooks.json", machine_.sha256);
  ASSERT_EQ(hooks.size(), 1u);
  EXPECT_EQ(hooks[0].table.back(), "/h/hooks.json:pre_tool_use:0:0");
  EXPECT_EQ(hooks[0].hash,
            "sha256:of {\"event_name\":\"pre_tool_use\",\"hooks\":[{\"async\":false,\"command\":"
            "\"/b/gavel-hook codex\",\"timeout\":60,\"type\":\"command\"}],\"matcher\":\"*\"}");
}

TEST_F(Planned, CodexSettingsKeepTheirCommentsAndLoseOurTrust) {
  const std::string before = "# mine\nmodel = \"m\" # why\n";
  write("home/.codex/config.toml", before);
  ASSERT_EQ(done(in("codex")), "");
  const Target& codex = *find_target("codex");
  EXPECT_TRUE(look(codex, machine_, Scope::user).trusted);
  EXPECT_EQ(text_of("home/.codex/config.toml").substr(0, before.size()), before);
  write("home/.codex/config.toml", before);
  EXPECT_FALSE(look(codex, machine_, Scope::user).holds()) << "it would be skipped";
  ASSERT_EQ(done(in("codex")), "");
  ASSERT_EQ(done(plan_uninstall(codex, machine_, Scope::user)), "");
  EXPECT_EQ(text_of("home/.codex/config.toml"), before);
  EXPECT_FALSE(fs::exists(root_ / "home/.codex/hooks.json"));
}

TEST_F(Planned, KillSwitchesWarnWhereverTheyStand) {
  write("project/.claude/settings.local.json", "{\"disableAllHooks\": true}");
  const Result<Plan> plan = in("claude-code");
  ASSERT_TRUE(plan.ok());
  ASSERT_EQ(plan->warnings.size(), 1u);
  EXPECT_NE(plan->warnings[0].find("settings.local.json: disableAllHooks: true"),
            std::string::npos);
  ASSERT_EQ(done(plan), "");
  EXPECT_FALSE(look(*find_target("claude-code"), machine_, Scope::user).holds());
}

}  // namespace
}  // namespace gavel::install
