// Whether what lies on disk below a path is exactly what HEAD and the index hold.
#pragma once

#include <optional>
#include <string>

#include "server/facts/repository.h"

namespace gavel::facts {

// `path` relative to the root; "" for the whole working tree.
// True: at least one tracked file, the index agrees with HEAD, every tracked file is on disk with
// its recorded content and mode, and there is no other file but those that HEAD's .gitignore files
// ignore. False also for submodules, conflicts and entries marked assume-unchanged, skip-worktree
// or intent-to-add, whose state cannot be told or is hidden from git on purpose.
//
// Neither .gitignore nor .gitattributes of the working tree, nor the repository's config, nor any
// filter has a say: an agent can write all of them. A file that a filter or line-ending setting
// changes on checkout therefore counts as modified unless its stat data is what the index recorded.
std::optional<bool> clean(Repository& repository, const std::string& path);

}  // namespace gavel::facts
