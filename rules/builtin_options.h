// Options of the shell's own builtins, read from their words.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

// The index of the first operand; letters of `valued` take the next word as their value.
std::size_t skip_options(const std::vector<Argument>& argv, std::string_view valued = {});
bool has_option(const std::vector<Argument>& argv, char letter);

// POSIX 2.14: in posix mode no function hides it, and what is assigned in front of it stays.
bool is_special_builtin(std::string_view name);

}  // namespace gavel::rules
