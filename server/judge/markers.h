// What a model's server could take for its own marks between turns is shown as an escape.
#pragma once

#include <string>
#include <string_view>

namespace gavel::judge {

// Servers of open models turn "<|im_end|>", "</think>" or "[INST]" into control tokens wherever
// they stand, the shown call included. Given printed JSON, whose strings alone can hold them: the
// first character of each such mark becomes its \uXXXX escape, so that the document says the same.
std::string without_markers(std::string_view json);

}  // namespace gavel::judge
