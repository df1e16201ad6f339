#include "clients/install/targets.h"

namespace gavel::install {
namespace {

constexpr std::string_view claude_entry =
    R"({"matcher": "*", "hooks": [{"type": "command", "command": "$COMMAND",)"
    R"( "timeout": "$TIMEOUT", "onFailure": "block"}]})";
// The same without a switch of Claude Code's that no other agent has.
constexpr std::string_view grouped_entry =
    R"({"matcher": "*", "hooks": [{"type": "command", "command": "$COMMAND",)"
    R"( "timeout": "$TIMEOUT"}]})";
constexpr std::string_view named_entry =
    R"({"matcher": "*", "hooks": [{"name": "gavel", "type": "command", "command": "$COMMAND",)"
    R"( "timeout": "$TIMEOUT"}]})";
constexpr std::string_view prompt_entry =
    R"({"hooks": [{"type": "command", "command": "$COMMAND", "timeout": "$TIMEOUT"}]})";

constexpr Registration claude[] = {{"hooks PreToolUse", claude_entry},
                                   {"hooks UserPromptSubmit", prompt_entry, true}};
constexpr KillSwitch claude_switches[] = {{"disableAllHooks", "true"}};

constexpr Registration codex[] = {{"hooks PreToolUse", grouped_entry},
                                  {"hooks UserPromptSubmit", prompt_entry, true}};

constexpr Registration gemini[] = {{"hooks BeforeTool", named_entry},
                                   {"hooks BeforeAgent", named_entry, true}};
constexpr KillSwitch gemini_switches[] = {{"hooksConfig enabled", "false"},
                                          {"hooksConfig disabled", "\"gavel\""},
                                          {"tools enableHooks", "false"}};

constexpr std::string_view cursor_entry =
    R"({"command": "$COMMAND", "timeout": "$TIMEOUT", "failClosed": true})";
constexpr std::string_view cursor_prompt = R"({"command": "$COMMAND", "timeout": "$TIMEOUT"})";
// Its command line client sends shell and MCP calls only to the two older events.
constexpr Registration cursor[] = {{"hooks preToolUse", cursor_entry},
                                   {"hooks beforeShellExecution", cursor_entry},
                                   {"hooks beforeMCPExecution", cursor_entry},
                                   {"hooks beforeSubmitPrompt", cursor_prompt, true}};

constexpr std::string_view copilot_entry =
    R"({"type": "command", "bash": "$COMMAND", "timeoutSec": "$TIMEOUT"})";
constexpr Registration copilot[] = {{"hooks preToolUse", copilot_entry},
                                    {"hooks UserPromptSubmit", copilot_entry, true}};
constexpr Registration vscode[] = {
    {"hooks PreToolUse", R"({"type": "command", "command": "$COMMAND", "timeout": "$TIMEOUT"})"}};

constexpr Registration grouped[] = {{"hooks PreToolUse", grouped_entry},
                                    {"hooks UserPromptSubmit", prompt_entry, true}};

constexpr Registration kiro[] = {
    {"hooks", R"({"name": "gavel", "description": "Every call is judged by the gateway",)"
              R"( "trigger": "PreToolUse", "action": {"type": "command", "command": "$COMMAND"},)"
              R"( "timeout": "$TIMEOUT", "enabled": true})"}};

constexpr Target rows[] = {
    {"claude-code", "claude", Way::entry, "CLAUDE_CONFIG_DIR", ".claude", "settings.json",
     ".claude/settings.json", ".claude/settings.local.json", "", claude, claude_switches,
     "--bare, --safe-mode and disableAllHooks switch hooks off; a command hook holds under "
     "--dangerously-skip-permissions"},
    {"codex",
     "codex",
     Way::entry,
     "CODEX_HOME",
     ".codex",
     "hooks.json",
     "",
     "",
     "",
     codex,
     {},
     "Codex runs only hooks whose hash it trusts; the trust is in config.toml"},
    {"gemini-cli", "gemini", Way::entry, "", ".gemini", "settings.json", ".gemini/settings.json",
     "", "", gemini, gemini_switches, ""},
    {"opencode",
     "opencode",
     Way::plugin,
     "OPENCODE_CONFIG_DIR",
     ".config/opencode",
     "plugins/gavel.ts",
     ".opencode/plugins/gavel.ts",
     "",
     "",
     {},
     {},
     "opencode --pure runs without plugins; what subagents do has been reported as unseen"},
    {"pi",
     "pi",
     Way::plugin,
     "PI_CODING_AGENT_DIR",
     ".pi/agent",
     "extensions/gavel.ts",
     ".pi/extensions/gavel.ts",
     "",
     "",
     {},
     {},
     "pi --no-extensions runs without it; what you type after ! yourself is not asked about"},
    {"cursor",
     "cursor-agent",
     Way::entry,
     "",
     ".cursor",
     "hooks.json",
     ".cursor/hooks.json",
     "",
     R"({"version": 1})",
     cursor,
     {},
     ""},
    {"copilot-cli",
     "copilot",
     Way::folder,
     "COPILOT_HOME",
     ".copilot",
     "hooks/gavel.json",
     ".github/hooks/gavel.json",
     "",
     R"({"version": 1})",
     copilot,
     {},
     "it lets a call through when its hook is late; ours answers in 18 of its 30 seconds"},
    {"vscode",
     "code",
     Way::folder,
     "",
     ".copilot",
     "hooks/gavel-vscode.json",
     ".github/hooks/gavel-vscode.json",
     "",
     "",
     vscode,
     {},
     "hooks must be on in its settings"},
    {"qwen-code", "qwen", Way::entry, "", ".qwen", "settings.json", ".qwen/settings.json", "", "",
     grouped, claude_switches, ""},
    {"cline",
     "cline",
     Way::script,
     "",
     "Documents/Cline",
     "Hooks/PreToolUse",
     ".clinerules/hooks/PreToolUse",
     "",
     "",
     {},
     {},
     "hooks must be on in its settings"},
    {"kiro",
     "kiro-cli",
     Way::folder,
     "",
     ".kiro",
     "hooks/gavel.json",
     ".kiro/hooks/gavel.json",
     "",
     R"({"version": "v1"})",
     kiro,
     {},
     "an exit code other than 0 and 2 lets the call through"},
    {"droid",
     "droid",
     Way::entry,
     "",
     ".factory",
     "hooks.json",
     ".factory/hooks.json",
     "",
     "",
     grouped,
     {},
     ""},
};

}  // namespace

std::span<const Target> targets() {
  return rows;
}

const Target* find_target(std::string_view agent) {
  for (const Target& row : rows) {
    if (row.agent == agent) return &row;
  }
  return nullptr;
}

}  // namespace gavel::install
