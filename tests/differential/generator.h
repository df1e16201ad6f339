// Writes random bash scripts whose commands are c1 to c9, with every construct of the grammar.
#pragma once

#include <cstdint>
#include <string>

namespace gavel::differential {

struct Script {
  std::string text;
  bool mutated = false;
};

// The same seed gives the same script on every machine. About 15 % are mutated, most of which bash
// refuses. Every script is harmless: no command but functions, no path but names in the scratch
// folder.
Script generate(std::uint64_t seed);

}  // namespace gavel::differential
