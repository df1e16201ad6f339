#include "clients/hook/agents.h"

namespace gavel::hook {
namespace {

constexpr Agent agents[] = {
    // Claude Code PreToolUse: a deny decision as JSON on standard output with exit code 0
    // (docs: code.claude.com/docs/en/hooks). Its own default timeout is 600 s.
    {"claude-code",
     "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\","
     "\"permissionDecisionReason\":\"",
     "\"}}\n", false, 0, 25000},
};

}  // namespace

const Agent* find_agent(View name) {
  for (const Agent& agent : agents) {
    if (name.is(agent.name)) return &agent;
  }
  return nullptr;
}

const char* agent_names() {
  return "claude-code";
}

}  // namespace gavel::hook
