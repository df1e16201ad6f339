// Where coding agents keep their hooks, extensions and what switches them off; see each agent's
// own documentation.
#include "rules/places.h"

namespace gavel::rules {
namespace {

using From = PlaceRow::From;

constexpr PlaceRow settings[] = {
    // Claude Code
    {From::anywhere, ".claude/settings.json"},
    {From::anywhere, ".claude/settings.local.json"},
    {From::anywhere, ".claude/settings*.json"},
    {From::anywhere, ".claude/hooks/**"},
    {From::anywhere, ".claude/plugins/**"},
    {From::anywhere, ".mcp.json"},
    {From::root, "etc/claude-code/**"},
    {From::root, "Library/Application Support/ClaudeCode/**"},
    // Codex
    {From::anywhere, ".codex/**"},
    {From::root, "etc/codex/**"},
    // Gemini CLI, Antigravity, Qwen Code
    {From::anywhere, ".gemini/settings.json"},
    {From::anywhere, ".gemini/config/hooks.json"},
    {From::anywhere, ".gemini/extensions/**"},
    {From::anywhere, ".gemini/policies/**"},
    {From::anywhere, ".agents/hooks.json"},
    {From::root, "etc/gemini-cli/**"},
    {From::anywhere, ".qwen/settings.json"},
    {From::anywhere, ".qwen/extensions/**"},
    // Cursor
    {From::anywhere, ".cursor/hooks.json"},
    {From::anywhere, ".cursor/mcp.json"},
    {From::anywhere, ".cursor/hooks/**"},
    {From::anywhere, ".cursor/cli-config.json"},
    {From::root, "etc/cursor/**"},
    // Copilot
    {From::home, ".copilot/hooks/**"},
    {From::home, ".copilot/config.json"},
    {From::home, ".copilot/mcp-config.json"},
    {From::anywhere, ".github/hooks/**"},
    {From::root, "etc/github-copilot/**"},
    // OpenCode
    {From::anywhere, ".opencode/plugin/**"},
    {From::anywhere, ".opencode/plugins/**"},
    {From::anywhere, "opencode.json"},
    {From::anywhere, "opencode.jsonc"},
    {From::home, ".config/opencode/**"},
    // pi
    {From::anywhere, ".pi/extensions/**"},
    {From::anywhere, ".pi/settings.json"},
    {From::home, ".pi/agent/extensions/**"},
    {From::home, ".pi/agent/settings.json"},
    // Cline
    {From::home, "Documents/Cline/Hooks/**"},
    {From::home, ".cline/hooks/**"},
    {From::anywhere, ".clinerules/hooks/**"},
    // Hermes, Kiro, Factory Droid, Devin, Amp, OpenClaw, Grok, Windsurf, Goose, Crush
    {From::home, ".hermes/config.yaml"},
    {From::home, ".hermes/shell-hooks-allowlist.json"},
    {From::anywhere, ".kiro/hooks/**"},
    {From::anywhere, ".kiro/settings/**"},
    {From::anywhere, ".factory/hooks.json"},
    {From::anywhere, ".factory/hooks/**"},
    {From::anywhere, ".factory/settings.json"},
    {From::anywhere, ".devin/hooks.json"},
    {From::anywhere, ".devin/hooks/**"},
    {From::home, ".config/devin/**"},
    {From::home, ".config/amp/plugins/**"},
    {From::home, ".config/amp/settings.json"},
    {From::anywhere, ".amp/plugins/**"},
    {From::home, ".openclaw/openclaw.json"},
    {From::home, ".openclaw/plugins/**"},
    {From::home, ".openclaw/extensions/**"},
    {From::home, ".grok/hooks/**"},
    {From::home, ".grok/settings.json"},
    {From::home, ".grok/user-settings.json"},
    {From::anywhere, ".windsurf/hooks.json"},
    {From::home, ".codeium/windsurf/hooks.json"},
    {From::home, ".config/goose/**"},
    {From::home, ".config/crush/**"},
    {From::anywhere, ".crush.json"},
    // editors that agents live in
    {From::anywhere, ".vscode/tasks.json"},
    {From::anywhere, ".vscode/settings.json"},
};

}  // namespace

std::span<const PlaceRow> agent_places() {
  return settings;
}

}  // namespace gavel::rules
