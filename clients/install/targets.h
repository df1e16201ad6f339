// Where each agent keeps its hooks, and what our entry looks like there: one row an agent.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gavel::install {

// One list in the agent's settings that our entry belongs into.
struct Registration {
  std::string_view list;  // keys from the root, separated by blanks: "hooks PreToolUse"
  // JSON in which "$COMMAND" stands for the hook's command line and "$TIMEOUT" for a number.
  std::string_view entry;
  bool prompt = false;  // brings the user's words, no call
};

enum class Way {
  entry,   // a settings file of the user's, in which we add to lists
  folder,  // a folder of hooks, in which one file is ours: a settings file from `skeleton`
  script,  // the same, an executable that becomes gavel-hook
  plugin,  // the same, a program in TypeScript of ours
};

// A setting that makes the agent ignore our hook.
struct KillSwitch {
  std::string_view key;  // keys from the root, separated by blanks
  std::string_view bad;  // the value as JSON; a text is also looked for in a list
};

struct Target {
  std::string_view agent;    // as in server/hooks/agents.h
  std::string_view program;  // as found on PATH; empty: it has none
  Way way;
  std::string_view folder_variable;  // of the environment; empty: none is known
  std::string_view user_folder;      // below the home folder, when the variable is not set
  std::string_view user_file;        // below that folder
  std::string_view project_file;     // below the project; empty: no project settings
  std::string_view local_file;       // below the project: settings that may hold kill switches too
  std::string_view skeleton;         // what must be in the file, as a JSON object
  std::span<const Registration> registrations;
  std::span<const KillSwitch> kill_switches;
  std::string_view note;  // what the person must know or do; empty: nothing
};

std::span<const Target> targets();
const Target* find_target(std::string_view agent);

}  // namespace gavel::install
