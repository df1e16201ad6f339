// What installing or uninstalling would change, worked out whole before anything is changed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/install/entry.h"
#include "clients/install/file.h"
#include "clients/install/targets.h"
#include "rules/model/result.h"

namespace gavel::install {

// The machine as the agent sees it.
struct Machine {
  std::string home;
  std::string project;  // the repository's root, or the current folder
  std::function<std::string(std::string_view)> variable;  // of the environment; empty: not set
  std::function<std::string(std::string_view)> sha256;    // lower-case hex
};

enum class Scope { user, project };

struct Change {
  File file;
  std::string after;  // ignored when removed
  bool removed = false;
};

struct Plan {
  std::vector<Change> changes;  // empty: all is as it should be
  std::vector<std::string> warnings;
};

// Absolute; empty when the agent has no settings of that scope.
std::string settings_path(const Target& target, const Machine& machine, Scope scope);

// Faults: whatever the files' own are; `refused` when the agent has no settings of that scope.
Result<Plan> plan_install(const Target& target, const Words& words, const Machine& machine,
                          Scope scope);
Result<Plan> plan_uninstall(const Target& target, const Machine& machine, Scope scope);

// Whether the agent would ask the gateway, as far as its settings tell.
struct Registered {
  std::string path;
  bool exists = false;                // the file
  std::vector<std::string> commands;  // our entries' command lines; of own files, the whole text
  bool trusted = true;                // Codex: config.toml holds the hash of each entry
  std::vector<std::string> switches;  // kill switches that are on: "FILE: disableAllHooks: true"
  Faults faults;                      // why that cannot be told
  bool holds() const { return !commands.empty() && trusted && switches.empty() && faults.empty(); }
};

Registered look(const Target& target, const Machine& machine, Scope scope);

}  // namespace gavel::install
