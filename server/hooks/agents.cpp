#include "server/hooks/agents.h"

namespace gavel::hooks {
namespace {

// The shape that Claude Code gave the world and others took over.
constexpr Places claude_places = {"/tool_name", "/tool_input", "/cwd", "/session_id",
                                  "/tool_use_id"};
constexpr Form claude_forms[] = {{"PreToolUse", claude_places}};
constexpr PromptForm claude_prompt = {"UserPromptSubmit", "/prompt", "/session_id"};

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
constexpr Form gemini_forms[] = {
    {"BeforeTool", {"/tool_name", "/tool_input", "/cwd", "/session_id", ""}}};

// Our own extension and plugin speak for pi and OpenCode, so the wire is ours as well.
constexpr Form own_forms[] = {{"tool_call", claude_places}};
constexpr PromptForm own_prompt = {"prompt", "/prompt", "/session_id"};
constexpr std::string_view own_allow = R"({"decision":"allow"})";
constexpr std::string_view own_deny = R"({"decision":"deny","reason":"$REASON"})";
constexpr std::string_view own_ask = R"({"decision":"ask","reason":"$REASON"})";

// Cursor leaves cwd empty at times; the workspace's first root is where it then runs.
constexpr std::string_view cursor_cwd = "/cwd /workspace_roots/0";
constexpr Form cursor_forms[] = {
    {"preToolUse",
     {"/tool_name", "/tool_input", cursor_cwd, "/conversation_id", "/tool_use_id /generation_id"}},
    {"beforeShellExecution",
     {"", "{command}", cursor_cwd, "/conversation_id", "/generation_id"},
     "Shell"},
    {"beforeMCPExecution",
     {"/tool_name", "{tool_name tool_input url command}", cursor_cwd, "/conversation_id",
      "/generation_id"},
     "MCP:*"},
    // The file's content stands beside its path; it is nothing that a judge or a log should see.
    {"beforeReadFile",
     {"", "{file_path}", cursor_cwd, "/conversation_id", "/generation_id"},
     "Read"},
};
// 1.7 reads camelCase, later ones snake_case; each ignores the other's.
constexpr std::string_view cursor_allow = R"({"permission":"allow"})";
constexpr std::string_view cursor_deny =
    R"({"permission":"deny","user_message":"$REASON","agent_message":"$REASON",)"
    R"("userMessage":"$REASON","agentMessage":"$REASON"})";

// Events that are registered in camel case carry no name, those in Pascal case do.
constexpr Form copilot_forms[] = {{"", {"/toolName", "/toolArgs", "/cwd", "/sessionId", ""}}};
constexpr std::string_view copilot_deny =
    R"({"permissionDecision":"deny","permissionDecisionReason":"$REASON"})";
constexpr std::string_view copilot_ask =
    R"({"permissionDecision":"ask","permissionDecisionReason":"$REASON"})";

// Where its command line client sends both, `preToolUse` has every parameter as a text.
constexpr std::string_view cline_tool =
    "/tool_call/name /preToolUse/toolName /preToolUse/tool /tool_call/toolName /tool_call/tool";
constexpr std::string_view cline_input =
    "/tool_call/input /preToolUse/parameters /tool_call/parameters";
constexpr Places cline_places = {cline_tool, cline_input, "/cwd /workspaceRoots/0", "/taskId", ""};
constexpr Form cline_forms[] = {{"PreToolUse", cline_places}, {"tool_call", cline_places}};
constexpr std::string_view cline_go = R"({"cancel":false})";
constexpr std::string_view cline_stop = R"({"cancel":true,"errorMessage":"$REASON"})";

constexpr Form kiro_forms[] = {{"PreToolUse", claude_places}, {"preToolUse", claude_places}};

constexpr Replies exit_code_replies = {"", "$TEXT", "$TEXT", "", 2};

constexpr Failures goes_on = {Then::own_flow, Then::own_flow, Then::own_flow};
constexpr Failures closed = {Then::stops, Then::stops, Then::stops};

constexpr Agent rows[] = {
    // `onFailure: "block"`, which install writes, closes what is open without it.
    {"claude-code",
     "Claude Code",
     "/hook_event_name",
     claude_forms,
     claude_prompt,
     {claude_allow, claude_deny, claude_ask},
     TimeUnit::seconds,
     60,
     goes_on,
     "2.1.329",
     "code.claude.com/docs/en/hooks"},
    // An allow without updatedInput, and any ask, count as a failed hook and the call goes on: so
    // an allow is silence, and an ask is a deny.
    {"codex",
     "Codex",
     "/hook_event_name",
     claude_forms,
     claude_prompt,
     {"", claude_deny, claude_deny},
     TimeUnit::seconds,
     60,
     goes_on,
     "0.169.0",
     "openai/codex, codex-rs/hooks"},
    // An ask hangs where nobody sits before the terminal.
    {"gemini-cli",
     "Gemini CLI",
     "/hook_event_name",
     gemini_forms,
     {"BeforeAgent", "/prompt", "/session_id"},
     {gemini_allow, gemini_deny, gemini_deny},
     TimeUnit::milliseconds,
     60,
     goes_on,
     "0.61.0",
     "google-gemini/gemini-cli, docs/hooks"},
    // The plugin throws on everything it does not understand, and has a deadline of its own.
    {"opencode",
     "OpenCode",
     "/hook_event_name",
     own_forms,
     own_prompt,
     {own_allow, own_deny, own_deny},
     TimeUnit::seconds,
     60,
     closed,
     "1.18.33",
     "opencode.ai/docs/plugins; clients/opencode"},
    // pi has no permission prompt of its own: the extension asks in pi's window when there is one.
    {"pi",
     "pi",
     "/hook_event_name",
     own_forms,
     own_prompt,
     {own_allow, own_deny, own_ask},
     TimeUnit::seconds,
     60,
     closed,
     "0.73.1",
     "pi-coding-agent, docs/extensions; clients/pi"},
    // What the command line client does with an ask is not written down.
    {"cursor",
     "Cursor",
     "/hook_event_name",
     cursor_forms,
     {"beforeSubmitPrompt", "/prompt", "/conversation_id"},
     {cursor_allow, cursor_deny, cursor_deny},
     TimeUnit::seconds,
     60,
     closed,
     "",
     "cursor.com/docs/agent/hooks"},
    // An allow does not skip its prompt. The one agent that stops when its hook crashes.
    {"copilot-cli",
     "GitHub Copilot CLI",
     "/hook_event_name",
     copilot_forms,
     claude_prompt,
     {"", copilot_deny, copilot_ask},
     TimeUnit::seconds,
     30,
     {Then::unknown, Then::stops, Then::own_flow},
     "1.0.102",
     "docs.github.com, Copilot CLI, hooks reference"},
    {"vscode",
     "Copilot in VS Code",
     "/hook_event_name",
     claude_forms,
     claude_prompt,
     {claude_allow, claude_deny, claude_ask},
     TimeUnit::seconds,
     30,
     goes_on,
     "",
     "code.visualstudio.com/docs/copilot, hooks"},
    // It says that it takes an ask as Claude Code does; nobody has seen it do so.
    {"qwen-code",
     "Qwen Code",
     "/hook_event_name",
     claude_forms,
     claude_prompt,
     {claude_allow, claude_deny, claude_deny},
     TimeUnit::milliseconds,
     60,
     goes_on,
     "0.15.10",
     "QwenLM/qwen-code, docs/hooks"},
    // It wants an answer each time: silence counts as a failed hook.
    {"cline",
     "Cline",
     "/hookName",
     cline_forms,
     {},
     {cline_go, cline_stop, cline_stop, cline_go},
     TimeUnit::seconds,
     30,
     goes_on,
     "3.0.65",
     "docs.cline.bot, hooks"},
    {"kiro",
     "Kiro",
     "/hook_event_name",
     kiro_forms,
     {},
     exit_code_replies,
     TimeUnit::seconds,
     30,
     goes_on,
     "",
     "kiro.dev/docs/cli/hooks"},
    {"droid", "Factory Droid", "/hook_event_name", claude_forms, claude_prompt, exit_code_replies,
     TimeUnit::seconds, 60, goes_on, "", "docs.factory.ai, hooks"},
    // No agent but our own clients, for what has no hooks: gavel-sh, gavel exec, gavel mcp.
    {"gavel",
     "Gavel's own clients",
     "/hook_event_name",
     own_forms,
     {},
     {own_allow, own_deny, own_deny},
     TimeUnit::seconds,
     60,
     closed,
     "itself",
     "clients/shell, clients/cli/exec.cpp, clients/cli/mcp.cpp"},
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
