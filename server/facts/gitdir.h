// Where the parts of a git repository lie, read without obeying its configuration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gavel::facts {

struct GitDir {
  std::string root;    // of the working tree
  std::string git;     // HEAD and index lie here: root/.git, or .git/worktrees/NAME
  std::string common;  // refs, objects and config lie here; equal to `git` but for linked worktrees
};

// The git folder that `root`/.git is or names; nullopt when that is none. Source:
// gitrepository-layout(5).
std::optional<GitDir> git_dir(const std::string& root);

// The innermost working tree around `folder` (a real path).
std::optional<GitDir> find_git_dir(std::string_view folder);

}  // namespace gavel::facts
