// Which bytes are well-formed UTF-8 (RFC 3629).
#pragma once

#include <cstddef>
#include <string_view>

namespace gavel::rules {

// Bytes of the sequence that `rest` begins with; 0 when it begins with none.
// PRE: rest is not empty.
std::size_t utf8_length(std::string_view rest);

}  // namespace gavel::rules
