// Paths as text: joining, lexical normal form, containment. Asks the disk nothing.
#pragma once

#include <string>
#include <string_view>

namespace gavel::rules {

// `path` made absolute against `cwd` (absolute), without `.`, `..`, `//` and trailing slash.
std::string normal_path(std::string_view path, std::string_view cwd);

// The same file by its plain name: /proc/self/root/x is /x, /proc/self/cwd/x is cwd/x,
// /private/tmp is /tmp. `path` in normal form.
std::string plain_path(std::string path, std::string_view cwd);

bool is_within(std::string_view path, std::string_view folder);          // equal or below
std::string_view below(std::string_view path, std::string_view folder);  // PRE: is_within
std::string_view base_name(std::string_view path);
std::string_view parent_folder(std::string_view path);  // "/" has itself

}  // namespace gavel::rules
