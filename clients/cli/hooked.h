// What install, uninstall and doctor share: this machine, and the words of a hook entry.
#pragma once

#include <string>
#include <string_view>

#include "clients/install/plan.h"
#include "rules/model/result.h"

namespace CLI {
class App;
}

namespace gavel::cli {

install::Machine this_machine();

// Absolute path of a program on PATH; empty when there is none.
std::string find_program(std::string_view name, const install::Machine& machine);

struct HookWords {
  std::string hook;     // empty: gavel-hook beside this program
  std::string gateway;  // empty: this program
  std::string socket;   // empty: the default of places.h
  long owner = -1;
  unsigned deadline_ms = 0;  // 0: the agent's own
  bool no_start = false;
};

void declare_hook_words(CLI::App& app, HookWords& words);

// With the defaults filled in. Faults: missing, when a program is not there.
Result<install::Words> hook_words(const HookWords& given);

}  // namespace gavel::cli
