// How long the words are with which a string of code names the home folder; 0: it does not.
#pragma once

#include <cstddef>
#include <string_view>

namespace gavel::inline_code {

// Of the beginning of `code`, inside a string that interpolates: $ENV{HOME}, #{Dir.home}.
std::size_t home_at(std::string_view code);

}  // namespace gavel::inline_code
