// A path pattern of a file in one folder, said so that it means the same from the repository root.
#pragma once

#include <string>
#include <string_view>

namespace gavel::policy {

// Patterns are gitignore syntax; `folder` and `repo_root` are absolute and without a trailing
// slash. What begins with / or ~/ stands as it is; what leaves `folder`, or belongs to another
// folder than the root, becomes absolute.
std::string rebase(std::string_view pattern, std::string_view folder, std::string_view repo_root);

}  // namespace gavel::policy
