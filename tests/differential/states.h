// Writes random bash scripts that move values about: variables, parameters, folders, functions.
#pragma once

#include <cstdint>
#include <string>

namespace gavel::differential {

// Unlike generate(), which knows the grammar, this fills templates that people write, so that what
// the analysis claims to know of values is put to the test. The same seed gives the same script.
std::string generate_states(std::uint64_t seed);

}  // namespace gavel::differential
