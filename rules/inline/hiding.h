// The ways a program hides what it calls: computed names, the interpreter's own parts.
#pragma once

#include <string_view>

#include "rules/inline/notes.h"

namespace gavel::inline_code {

// Looks at the name at token `index`. True when it was of that kind (or read the environment) and
// needs no further look; what it does is in `scan`.
bool note_hiding(const Program& program, const Chain& chain, std::size_t index, Scan& scan);

// os, subprocess and their like: who holds one of them can do anything.
bool is_dangerous_module(std::string_view name);

}  // namespace gavel::inline_code
