// A stretch of one source text: where in the command something stands.
#pragma once

#include <cstdint>

namespace gavel {

// Source 0 is the call's own text; what is parsed again (backticks, sh -c, scripts) is a child
// source with a parent span, kept by the Tree.
struct Span {
  std::uint32_t source = 0;
  std::uint32_t begin = 0;  // byte offset of the first byte
  std::uint32_t end = 0;    // one past the last

  bool operator==(const Span&) const = default;
};

}  // namespace gavel
