// Goes through a program and notes every call that acts on the world.
#pragma once

#include "rules/inline/notes.h"

namespace gavel::inline_code {

// Adds what `program` does to `scan`; `nested` are pieces of the same language that it evaluates
// or interpolates, still to be scanned.
void note_acts(const Program& program, Scan& scan, std::vector<std::string>& nested);

}  // namespace gavel::inline_code
