#include "server/hooks/agents.h"

namespace gavel::hooks {
namespace {

// The shape that Claude Code gave the world and others took over.
constexpr Places common_places = {"/hook_event_name", "/tool_name",  "/tool_input", "/cwd",
                                  "/session_id",      "/tool_use_id"};

constexpr std::string_view claude_allow =
    R"({"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow",)"
    R"("permissionDecisionReason":"$REASON"}})";
constexpr std::string_view claude_deny =
    R"({"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny",)"
    R"("permissionDecisionReason":"$REASON"}})";
constexpr std::string_view claude_ask =
    R"({"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"ask",)"
    R"("permissionDecisionReason":"$REASON"}})";

constexpr std::string_view gemini_allow = R"({"decision":"allow"})";
constexpr std::string_view gemini_deny = R"({"decision":"deny","reason":"$REASON"})";

constexpr Agent rows[] = {
    {"claude-code",
     "PreToolUse",
     common_places,
     {claude_allow, claude_deny, claude_ask},
     TimeUnit::seconds,
     600,
     OnSilence::runs_it,
     "code.claude.com/docs/en/hooks; proven with 2.1.329"},
    // An allow without updatedInput, and any ask, count as a failed hook and the call goes on: so
    // an allow is silence, and an ask is a deny.
    {"codex",
     "PreToolUse",
     common_places,
     {"", claude_deny, claude_deny},
     TimeUnit::seconds,
     600,
     OnSilence::runs_it,
     "openai/codex, codex-rs/hooks; proven with 0.169.0"},
    // An ask hangs where nobody sits before the terminal.
    {"gemini-cli",
     "BeforeTool",
     {"/hook_event_name", "/tool_name", "/tool_input", "/cwd", "/session_id", ""},
     {gemini_allow, gemini_deny, gemini_deny},
     TimeUnit::milliseconds,
     60'000,
     OnSilence::runs_it,
     "google-gemini/gemini-cli, docs/hooks; proven with 0.61.0"},
};

}  // namespace

std::span<const Agent> agents() {
  return rows;
}

const Agent* find_agent(std::string_view name) {
  for (const Agent& row : rows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace gavel::hooks
