// What import statements make of names.
#pragma once

#include "rules/inline/program.h"

namespace gavel::inline_code {

// Notes every import and alias of the whole program before it is scanned. The modules that were
// loaded by name are returned.
std::vector<std::string> collect_imports(Program& program);

}  // namespace gavel::inline_code
