// Golden pairs per agent in tests/golden/hooks/AGENT/: requests.json holds what the hook sends and
// the call we hear, replies.json what we say to each answer.
#include "server/hooks/adapter.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rules/model/names.h"
#include "server/hooks/tools.h"

namespace gavel::hooks {
namespace {

using json = nlohmann::ordered_json;

std::string golden(const Agent& agent, const char* file) {
  return GAVEL_SOURCE_DIR "/tests/golden/hooks/" + std::string(agent.name) + "/" + file;
}

json read(const std::string& path) {
  std::ifstream stream(path);
  return json::parse(stream, nullptr, false);
}

// Compares, or with GAVEL_UPDATE_GOLDEN=1 rewrites.
void expect_golden(const std::string& path, const json& actual) {
  if (std::getenv("GAVEL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path) << actual.dump(2) << "\n";
  }
  const json expected = read(path);
  EXPECT_EQ(actual, expected) << json::diff(expected, actual).dump(2) << "\n" << path;
}

json heard(const Agent& agent, const std::string& body) {
  const Heard result = hear(agent, body);
  json faults = json::array();
  for (const Fault& fault : result.faults) faults.push_back(fault.message());
  if (!faults.empty()) return {{"cwd", result.call.cwd}, {"faults", faults}};
  const Call& call = result.call;
  if (result.is_prompt) return {{"session", call.session}, {"prompt", call.intent}};
  return {{"id", call.id},       {"session", call.session},
          {"tool", call.tool},   {"kind", name_of(call.kind)},
          {"cwd", call.cwd},     {"command", call.command},
          {"paths", call.paths}, {"content", call.content},
          {"url", call.url}};
}

TEST(Adapter, HearsEachAgentsCalls) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    const std::string path = golden(agent, "requests.json");
    json pairs = read(path);
    ASSERT_TRUE(pairs.is_array()) << path;
    ASSERT_FALSE(pairs.empty());
    for (json& pair : pairs) pair["heard"] = heard(agent, pair["request"].dump());
    expect_golden(path, pairs);
  }
}

// A kind of tool that an agent has, its prompts, a tool that no table knows, what cannot be read:
// none of them is without a pair.
TEST(Adapter, ThePairsOfEachAgentLeaveNoKindOut) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    std::set<std::string> seen;
    for (const json& pair : read(golden(agent, "requests.json"))) {
      const json& what = pair["heard"];
      if (what.contains("faults")) seen.insert("faults");
      if (what.contains("prompt")) seen.insert("prompt");
      if (what.contains("kind")) seen.insert(what["kind"]);
    }
    std::set<std::string> wanted = {"faults", name_of(ToolKind::other)};
    for (const Tool& tool : tools_of(agent.name)) wanted.insert(name_of(tool.kind));
    if (!agent.prompt.event.empty()) wanted.insert("prompt");
    for (const std::string& each : wanted) EXPECT_TRUE(seen.count(each) == 1) << each;
  }
}

// Cursor asks twice of one call, by an older and a newer event, and which of the two a version
// sends is not written down: both are judged, as the same call, so that the stricter answer holds.
TEST(Adapter, CursorsTwoEventsOfOneCallAreTheSameCall) {
  const Agent& cursor = *find_agent("cursor");
  const json common = {{"conversation_id", "c"}, {"generation_id", "g"}, {"cwd", "/repo"}};
  json newer = common;
  newer.update({{"hook_event_name", "preToolUse"},
                {"tool_name", "Shell"},
                {"tool_input", {{"command", "make test"}}}});
  json older = common;
  older.update({{"hook_event_name", "beforeShellExecution"}, {"command", "make test"}});
  EXPECT_EQ(heard(cursor, newer.dump()), heard(cursor, older.dump()));
  newer.update({{"tool_name", "MCP:create"}, {"tool_input", {{"path", "a"}}}});
  older.update({{"hook_event_name", "beforeMCPExecution"},
                {"tool_name", "create"},
                {"tool_input", R"({"path": "a"})"},
                {"command", "server"}});
  json one = heard(cursor, newer.dump());
  json other = heard(cursor, older.dump());
  for (const char* key : {"tool", "kind", "cwd", "session"}) EXPECT_EQ(one[key], other[key]) << key;
}

TEST(Adapter, SaysEachAnswerInTheAgentsWords) {
  const std::string message = "Denied by policy: \"no\"\nInstead: yes";
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    json replies = json::object();
    for (const Answer answer : {Answer::allow, Answer::deny, Answer::ask, Answer::abstain}) {
      const Said said = say(agent, answer, message);
      replies[name_of(answer)] = said.body;
      if (said.exit_code != 0) replies[name_of(answer) + std::string(" exit")] = said.exit_code;
    }
    expect_golden(golden(agent, "replies.json"), replies);
  }
}

// A text of JSON, or a plain one beside an exit code that says no.
void expect_denial(const Said& said) {
  ASSERT_FALSE(said.body.empty());
  EXPECT_TRUE(said.exit_code != 0 || json::accept(said.body)) << said.body;
}

TEST(Adapter, EveryAgentDeniesWithAReason) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    for (const Answer answer : {Answer::deny, Answer::ask}) {
      const Said said = say(agent, answer, "");
      expect_denial(said);
      EXPECT_NE(said.body.find("gave no reason"), std::string::npos);
      EXPECT_EQ(said.body.find("$REASON"), std::string::npos);
      EXPECT_EQ(said.body.find("$TEXT"), std::string::npos);
    }
    EXPECT_NE(say(agent, Answer::deny, "x").body, say(agent, Answer::allow, "x").body);
    expect_denial(say(agent, Answer::deny, "\xff \" \n \x01 $REASON \"$REASON\" $TEXT"));
    EXPECT_EQ(say(agent, Answer::allow, "x").exit_code, 0);
    EXPECT_EQ(say(agent, Answer::abstain, "x").exit_code, 0);
  }
}

// Whatever an agent sends that we do not know is denied or escalated; silence would let it run.
TEST(Adapter, WhatNoTableKnowsIsNeverHeardAsNothing) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    for (const char* body :
         {"", "garbage", "[1]", "{}", "null", R"({"hook_event_name":"Later"})"}) {
      const Heard result = hear(agent, body);
      EXPECT_FALSE(result.faults.empty()) << body;
      EXPECT_FALSE(result.is_prompt) << body;
      EXPECT_EQ(result.call.agent, agent.name);
    }
    const Result<Call> call = to_call(agent.name, "never heard of", json::object(), "/r");
    ASSERT_TRUE(call.ok());
    EXPECT_EQ(call->kind, ToolKind::other);
  }
}

TEST(Adapter, WhatCannotBeReadIsAFaultNeverACall) {
  const char* bodies[] = {
      "",
      "not json",
      "[]",
      "{}",
      R"({"hook_event_name":"PostToolUse","tool_name":"Bash","tool_input":{"command":"x"},"cwd":"/"})",
      R"({"hook_event_name":"PreToolUse","tool_name":"Bash","cwd":"/"})",
      R"({"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":"x","cwd":"/"})",
      R"({"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"x"}})",
      R"({"hook_event_name":"PreToolUse","tool_name":7,"tool_input":{"command":"x"},"cwd":"/"})",
      R"({"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"x"},"cwd":"."})",
      R"({"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"a","command":"b"},"cwd":"/"})",
  };
  const Agent& agent = *find_agent("claude-code");
  for (const char* body : bodies) {
    SCOPED_TRACE(body);
    const Heard result = hear(agent, body);
    ASSERT_FALSE(result.faults.empty());
    EXPECT_EQ(result.call.agent, "claude-code");
    EXPECT_TRUE(result.call.command.empty());
  }
}

}  // namespace
}  // namespace gavel::hooks
