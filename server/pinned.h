// Under which place and name a policy file is vouched for: the same in every worktree of a
// repository.
#pragma once

#include <string>

namespace gavel::server {

struct PinKey {
  std::string place;  // the repository's common git folder; without git the file's own folder
  std::string name;   // path from the root of the working tree, else from `place`
};

// `folder` is a real path, `file` "judge.json" or ".pi/judge.json". A submodule and a repository
// in another are places of their own. A worktree counts as one of its repository only when the
// repository knows it: a gitfile that merely points there is a place of its own.
PinKey pin_key(const std::string& folder, const std::string& file);

}  // namespace gavel::server
