// What a change does to a text, as a unified diff.
#pragma once

#include <string>
#include <string_view>

namespace gavel::install {

// Three lines around each change, as GNU diff -u prints it; empty when nothing differs. Meant for
// settings files: quadratic in the lines between the first difference and the last.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view name);

}  // namespace gavel::install
