// Which python modules are the language's own, or so widely used that importing them runs nothing
// of the project's.
#pragma once

#include <string_view>

namespace gavel::inline_code {

// By the first part of a dotted name.
bool is_known_module(std::string_view name);

}  // namespace gavel::inline_code
