// Which command lines start a coding agent, by its own name or through a package runner.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

// claude, codex, gemini ...: programs whose hooks ask us about each call.
bool is_agent(std::string_view program);

// npx, bunx, pnpm dlx ... with an agent's package: where the package stands, and the program that
// is in it.
struct PackagedAgent {
  std::size_t at = 0;
  std::string_view program;
};
std::optional<PackagedAgent> packaged_agent(const std::vector<Argument>& argv);

// Settings that an agent reads in the folder it is started in, and the words with which they
// switch its hooks off.
struct HookSwitch {
  std::string_view program;
  std::string_view file;
  std::string_view off;
};
std::vector<HookSwitch> hook_switches(std::string_view program);

}  // namespace gavel::rules
