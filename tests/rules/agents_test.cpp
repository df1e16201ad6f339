#include "rules/agents.h"

#include <sstream>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

std::string agent_of(const std::string& line) {
  std::vector<Argument> argv;
  std::istringstream in(line);
  for (std::string text; in >> text;) {
    Argument word;
    word.text = text;
    argv.push_back(std::move(word));
  }
  const std::optional<PackagedAgent> agent = packaged_agent(argv);
  return agent ? std::to_string(agent->at) + " " + std::string(agent->program) : "";
}

TEST(Agents, InPackages) {
  EXPECT_EQ(agent_of("npx @anthropic-ai/claude-code -p x"), "1 claude");
  EXPECT_EQ(agent_of("npx -y @openai/codex@0.169.0 exec x"), "2 codex");
  EXPECT_EQ(agent_of("bunx opencode-ai run x"), "1 opencode");
  EXPECT_EQ(agent_of("pnpm dlx @google/gemini-cli"), "2 gemini");
  EXPECT_EQ(agent_of("node node_modules/@openai/codex/bin/codex.js exec"), "1 codex");
  EXPECT_EQ(agent_of("npx eslint src"), "");
  EXPECT_EQ(agent_of("ls @openai/codex"), "");
}

TEST(Agents, ByName) {
  EXPECT_TRUE(is_agent("claude"));
  EXPECT_TRUE(is_agent("openclaw"));
  EXPECT_FALSE(is_agent("make"));
  EXPECT_FALSE(hook_switches("claude").empty());
  EXPECT_TRUE(hook_switches("make").empty());
}

}  // namespace
}  // namespace gavel::rules
