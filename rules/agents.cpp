#include "rules/agents.h"

#include <algorithm>
#include <array>

#include "rules/paths.h"

namespace gavel::rules {
namespace {

constexpr std::string_view agents[] = {
    "claude", "codex",  "gemini", "cursor-agent", "opencode", "pi",      "copilot", "qwen",
    "cline",  "aider",  "goose",  "amp",          "crush",    "droid",   "kiro",    "kiro-cli",
    "agy",    "hermes", "grok",   "devin",        "openclaw", "windsurf"};

struct Package {
  std::string_view name;
  std::string_view program;
};

constexpr Package packages[] = {
    {"@anthropic-ai/claude-code", "claude"},
    {"claude-code", "claude"},
    {"@openai/codex", "codex"},
    {"@google/gemini-cli", "gemini"},
    {"opencode-ai", "opencode"},
    {"@mariozechner/pi-coding-agent", "pi"},
    {"@earendil-works/pi-coding-agent", "pi"},
    {"pi-coding-agent", "pi"},
    {"@qwen-code/qwen-code", "qwen"},
    {"@github/copilot", "copilot"},
    {"@sourcegraph/amp", "amp"},
    {"@charmland/crush", "crush"},
    {"@vibe-kit/grok-cli", "grok"},
    {"aider-chat", "aider"},
    {"openclaw", "openclaw"},
    {"@openclaw/openclaw", "openclaw"},
    {"cline", "cline"},
};

constexpr std::string_view runners[] = {"npx",  "bunx", "pnpx", "uvx", "pipx", "npm",
                                        "pnpm", "yarn", "bun",  "uv",  "deno"};

constexpr HookSwitch switches[] = {
    {"claude", ".claude/settings.json", "disableAllHooks"},
    {"claude", ".claude/settings.local.json", "disableAllHooks"},
    {"gemini", ".gemini/settings.json", "hooksConfig"},
    {"qwen", ".qwen/settings.json", "hooksConfig"},
    {"qwen", ".qwen/settings.json", "disableAllHooks"},
    {"copilot", ".github/copilot/settings.json", "disableAllHooks"},
};

// "@openai/codex@0.169.0" -> "@openai/codex"; "npm:x" -> "x".
std::string_view plain_name(std::string_view package) {
  if (package.starts_with("npm:")) package.remove_prefix(4);
  const std::size_t version = package.find('@', 1);
  return package.substr(0, version);
}

}  // namespace

bool is_agent(std::string_view program) {
  return std::find(std::begin(agents), std::end(agents), program) != std::end(agents);
}

std::optional<PackagedAgent> packaged_agent(const std::vector<Argument>& argv) {
  if (argv.empty() || !argv[0].exact()) return std::nullopt;
  const std::string_view program = base_name(argv[0].text);
  const bool runs = std::find(std::begin(runners), std::end(runners), program) != std::end(runners);
  const bool node = program == "node" || program == "bun";
  if (!runs && !node) return std::nullopt;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    if (!argv[i].exact()) continue;
    const std::string_view name = plain_name(argv[i].text);
    for (const Package& package : packages) {
      if (runs && name == package.name) return PackagedAgent{i, package.program};
      // node …/node_modules/@openai/codex/bin/codex.js
      const std::size_t inside = argv[i].text.find("/" + std::string(package.name) + "/");
      if (inside != std::string::npos && argv[i].text.find("node_modules") < inside)
        return PackagedAgent{i, package.program};
    }
    if (runs && is_agent(name) && argv[i - 1].text != "install" && argv[i - 1].text != "add")
      return PackagedAgent{i, *std::find(std::begin(agents), std::end(agents), name)};
  }
  return std::nullopt;
}

std::vector<HookSwitch> hook_switches(std::string_view program) {
  std::vector<HookSwitch> out;
  std::copy_if(std::begin(switches), std::end(switches), std::back_inserter(out),
               [&](const HookSwitch& each) { return each.program == program; });
  return out;
}

}  // namespace gavel::rules
