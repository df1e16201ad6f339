// The plain data the static tier is given beside the call: roots, globs, branches, session marks.
#pragma once

#include <string>
#include <vector>

namespace gavel {

struct Inputs {
  std::string repo_root;                 // real path; empty when the cwd is in no repository
  std::string home;                      // of the user the agent runs as
  std::vector<std::string> temp_roots = {"/tmp", "/var/tmp"};
  std::vector<std::string> toolchain_roots;  // beside the built-in list
  std::vector<std::string> gavel_paths;  // our own binaries, sockets, state, config: real paths

  // judge.json, gitignore syntax, relative to the repository root
  std::vector<std::string> paths_allow;
  std::vector<std::string> paths_read_only;
  std::vector<std::string> paths_deny;
  std::vector<std::string> paths_disposable;
  std::vector<std::string> protected_branches = {"main", "master"};
  std::vector<std::string> allow_hosts;

  // session marks
  std::vector<std::string> fetched_files;  // downloaded earlier in this session: real paths
  std::vector<std::string> written_files;  // written earlier in this session
  std::vector<std::string> added_remotes;  // git remotes added in this session
};

}  // namespace gavel
