// Shell-like globs over names: * and ?; a star crosses slashes.
#pragma once

#include <string_view>

namespace gavel::commands {

// Linear in the product of the lengths at worst; names and patterns are short.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace gavel::commands
