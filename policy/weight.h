// How much a regular expression may cost to compile, told from its text.
#pragma once

#include <cstddef>
#include <string_view>

namespace gavel::policy {

// About the number of RE2 instructions: repetitions multiply what they repeat, nested ones each
// other, and a Unicode class counts for many. Saturates at most_weight; never fails.
inline constexpr std::size_t most_weight = 1'000'000'000;
std::size_t weight_of(std::string_view expression);

}  // namespace gavel::policy
