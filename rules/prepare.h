// What the first call would otherwise wait for: tables that are compiled once per process.
#pragma once

#include <cstddef>

namespace gavel::rules {

// Compiles the knowledge of programs (some milliseconds). Thread-safe, and free when it is done;
// the gateway calls it at start. Returns the number of programs described.
std::size_t prepare();

}  // namespace gavel::rules
