// Command lines into which another program will put names: find's {}, xargs' operands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::commands {

// Replaces `mark` wherever it stands in `words` by what is known of the name: the literal
// `prefix` it begins with. `marks` say what the name is made of.
void fill_placeholder(std::vector<Argument>& words, std::string_view mark, std::string_view prefix,
                      Marks marks);

}  // namespace gavel::commands
