// Every described program, compiled once from the embedded spec files.
#pragma once

#include <string_view>
#include <vector>

#include "rules/commands/spec.h"
#include "rules/model/result.h"

namespace gavel::commands {

// nullptr when nobody described the program. `program` is a base name; versions ("python3.11")
// and the g of GNU tools elsewhere ("gsed") are seen through.
const Spec* find_spec(std::string_view program);

// Compiles the catalogue now instead of at the first call (some milliseconds): for whoever starts.
// Thread-safe, and free when it is done. The number of programs described.
std::size_t load_catalogue();

// Faults of the embedded files; a test asserts that there are none. A file with faults describes
// nothing, and unknown programs may work in the repository unasked: with faults, callers must deny.
const Faults& catalogue_faults();
const std::vector<Example>& catalogue_examples();
std::vector<std::string_view> catalogue_programs();

}  // namespace gavel::commands
