#include "server/hooks/tools.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rules/model/names.h"

namespace gavel::hooks {
namespace {

using nlohmann::json;

TEST(Tools, EachAgentsNamesBecomeKinds) {
  struct Row {
    const char* agent;
    const char* tool;
    const char* input;
    ToolKind kind;
  };
  const Row rows[] = {
      {"claude-code", "Bash", R"({"command":"ls"})", ToolKind::shell},
      {"claude-code", "Read", R"({"file_path":"a"})", ToolKind::read},
      {"claude-code", "Glob", R"({"pattern":"*"})", ToolKind::glob},
      {"claude-code", "Grep", R"({"pattern":"x","path":"src"})", ToolKind::grep},
      {"claude-code", "WebFetch", R"({"url":"https://example.org","prompt":""})",
       ToolKind::web_fetch},
      {"claude-code", "mcp__github__create_issue", "{}", ToolKind::mcp},
      {"claude-code", "mcp__", "{}", ToolKind::other},
      {"claude-code", "Task", R"({"prompt":"x"})", ToolKind::glob},
      {"claude-code", "bash", R"({"command":"ls"})", ToolKind::other},
      {"claude-code", "run_shell_command", R"({"command":"ls"})", ToolKind::other},
      {"codex", "apply_patch", R"({"command":"*** Begin Patch"})", ToolKind::patch},
      {"gemini-cli", "run_shell_command", R"({"command":"ls"})", ToolKind::shell},
      {"gemini-cli", "replace", R"({"file_path":"a","new_string":"b"})", ToolKind::edit},
      {"gemini-cli", "web_fetch", R"({"prompt":"read https://example.org"})", ToolKind::other},
      {"opencode", "tracker_create_issue", "{}", ToolKind::mcp},
      {"opencode", "my_server_create_issue", "{}", ToolKind::mcp},
      {"opencode", "apply_patch", R"({"patchText":"*** Begin Patch"})", ToolKind::patch},
      {"opencode", "tracker_", "{}", ToolKind::other},
      {"opencode", "_create", "{}", ToolKind::other},
      {"opencode", "create", "{}", ToolKind::other},
      {"copilot-cli", "tracker-create_issue", "{}", ToolKind::mcp},
      {"copilot-cli", "web_fetch", R"({"url":"https://example.org"})", ToolKind::web_fetch},
      {"copilot-cli", "write_bash", "{}", ToolKind::other},
      {"somebody", "tracker_create-issue", "{}", ToolKind::other},
      {"", "run_in_terminal", R"({"command":"ls"})", ToolKind::shell},
      {"", "Bash", R"({"command":"ls"})", ToolKind::shell},
      {"", "run_shell_command", R"({"command":"ls"})", ToolKind::shell},
      {"somebody", "apply_patch", R"({"input":"*** Begin Patch"})", ToolKind::patch},
      {"somebody", "launch", "{}", ToolKind::other},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.agent) + " " + row.tool);
    const auto call = to_call(row.agent, row.tool, json::parse(row.input), "/r");
    ASSERT_TRUE(call.ok()) << call.faults()[0].message();
    EXPECT_EQ(call->kind, row.kind) << name_of(call->kind);
    EXPECT_EQ(call->tool, row.tool);
    EXPECT_EQ(call->agent, row.agent);
    EXPECT_EQ(json::parse(call->input), json::parse(row.input));
  }
}

TEST(Tools, WhatIsJudgedIsTakenFromEverySpelling) {
  const auto edit = to_call("claude-code", "MultiEdit",
                            {{"file_path", "a"},
                             {"path", "b"},
                             {"edits",
                              {{{"old_string", "x"}, {"new_string", "one"}},
                               {{"old_string", "y"}, {"new_string", "two"}}}}},
                            "/r");
  ASSERT_TRUE(edit.ok());
  EXPECT_EQ(edit->paths, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(edit->content, "one\ntwo");
  const auto many = to_call("gemini-cli", "read_file", {{"paths", {"a", "b"}}}, "/r");
  ASSERT_TRUE(many.ok());
  EXPECT_EQ(many->paths.size(), 2u);
}

TEST(Tools, AToolsOwnFolderMovesTheCall) {
  const std::tuple<const char*, const char*> rows[] = {
      {"/elsewhere", "/elsewhere"}, {"sub/x/", "/r/sub/x"}, {".", "/r"}, {"", "/r"}};
  for (const auto& [folder, cwd] : rows) {
    SCOPED_TRACE(folder);
    const auto call =
        to_call("gemini-cli", "run_shell_command", {{"command", "ls"}, {"dir_path", folder}}, "/r");
    ASSERT_TRUE(call.ok());
    EXPECT_EQ(call->cwd, cwd);
  }
}

TEST(Tools, WhatAKindCannotBeJudgedWithoutIsAFault) {
  struct Row {
    const char* tool;
    const char* input;
    const char* cwd;
    FaultKind kind;
    const char* where;
  };
  const Row rows[] = {
      {"Bash", "{}", "/r", FaultKind::missing, "input"},
      {"Bash", R"({"command":null})", "/r", FaultKind::missing, "input"},
      {"Bash", R"({"command":["rm"]})", "/r", FaultKind::type, "input: /command"},
      {"Bash", R"({"command":7})", "/r", FaultKind::type, "input: /command"},
      {"Bash", "[]", "/r", FaultKind::type, "input"},
      {"Bash", R"({"command":"ls"})", "r", FaultKind::range, "cwd"},
      {"Bash", R"({"command":"ls","workdir":"a/../.."})", "/r", FaultKind::range,
       "input: /workdir"},
      {"Bash", R"({"command":"ls","workdir":"/a","directory":7})", "/r", FaultKind::type,
       "input: /directory"},
      {"Write", R"({"content":"x"})", "/r", FaultKind::missing, "input"},
      {"Write", R"({"file_path":{},"content":"x"})", "/r", FaultKind::type, "input: /file_path"},
      {"MultiEdit", R"({"file_path":"a","edits":"x"})", "/r", FaultKind::type, "input: /edits"},
      {"MultiEdit", R"({"file_path":"a","edits":["x"]})", "/r", FaultKind::type, "input: /edits/0"},
      {"MultiEdit", R"({"file_path":"a","edits":[{"new_string":1}]})", "/r", FaultKind::type,
       "input: /edits/0"},
      {"Glob", R"({"paths":["a",1]})", "/r", FaultKind::type, "input: /paths/1"},
      {"WebFetch", R"({"prompt":"x"})", "/r", FaultKind::missing, "input"},
      {"", "{}", "/r", FaultKind::missing, "tool"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.tool) + " " + row.input);
    const auto call = to_call("claude-code", row.tool, json::parse(row.input), row.cwd);
    ASSERT_FALSE(call.ok());
    EXPECT_EQ(call.faults()[0].kind, row.kind) << call.faults()[0].message();
    EXPECT_EQ(call.faults()[0].where, row.where) << call.faults()[0].message();
  }
  const auto torn = to_call("codex", "apply_patch", {{"command", "a"}, {"input", "b"}}, "/r");
  ASSERT_FALSE(torn.ok()) << "two fields that say different things are not a guess to make";
  EXPECT_EQ(torn.faults()[0].kind, FaultKind::conflict);
}

}  // namespace
}  // namespace gavel::hooks
