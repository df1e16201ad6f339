// One canonical line of text for a command: words single-spaced, quotes only where needed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::rules {

// What is not known before run time stands as it was written.
std::string print_word(const Argument& word);
// `data_words`: indices printed as '…'.
std::string print_words(std::span<const Argument> words,
                        const std::vector<std::size_t>& data_words = {});
// Blanks and control characters run together, at most 4096 bytes.
std::string one_line(std::string_view text);

}  // namespace gavel::rules
