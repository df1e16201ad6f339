// The ground a call stands on: repository root, home, our own files.
#pragma once

#include <string>
#include <vector>

#include "rules/model/inputs.h"

namespace gavel::server {

// What does not change while the process runs.
struct Self {
  std::string home;                // of the user the agent runs as
  std::vector<std::string> paths;  // our binaries, sockets, state and configuration: real paths
};

// From the user database and the environment of this process.
// `extra`: sockets, state folder and configuration files in use.
Self find_self(const std::vector<std::string>& extra);

// The root that counts as "the repository" for a call: the working tree's; without one the folder
// the policy stands in; without that the cwd itself, unless it is a home, temp or system folder,
// which nobody means to be a project. Empty when there is none. Paths absolute.
std::string root_of(const std::string& repo_root, const std::string& governed_folder,
                    const std::string& cwd, const std::string& home);

// What the policy declares is joined by policy::evaluate.
Inputs ground(const Self& self, std::string root);

}  // namespace gavel::server
