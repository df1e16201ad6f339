// Holds the parser against bash over many generated scripts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace gavel::differential {

enum class Generator {
  grammar,  // every construct of the grammar, 15 % mutated
  states,   // templates that move values about
};

// What is judged beside acceptance, sight and print.
struct Extent {
  Generator generator = Generator::grammar;
  bool run_printed = false;  // bash runs what was printed, too
  bool claims = false;       // what the analysis says of commands and their values
};

struct Miss {
  std::uint64_t seed = 0;
  std::string what;  // "executed but not seen: c1 a", "refused: unclosed ...", ...
  std::string script;
};

struct Report {
  std::size_t scripts = 0;
  std::size_t valid = 0;          // bash accepts
  std::size_t fresh = 0;          // of these, not mutated
  std::size_t broken = 0;         // of the valid, those bash found no shell when it ran them
  std::size_t executed = 0;       // commands bash ran in them
  std::size_t stalled = 0;        // bash never got that far
  std::size_t refused_fresh = 0;  // of the refused, those not mutated
  std::size_t accepted_bad = 0;   // bash refuses, the parser does not
  std::vector<Miss> unseen;       // executed, and the parser, reporting no error, did not see it
  std::vector<Miss> refused;      // valid, and the parser reports an error
  std::vector<Miss> unprintable;  // the printed text parses to another tree
  std::vector<Miss> changed;      // the printed text runs other commands
  std::size_t unsure = 0;        // the analysis reports an error or a cap where the parser does not
  std::vector<Miss> misclaimed;  // executed, and not among what the analysis says is run
};

// Scripts of the seeds [first, first + count).
Report compare(std::uint64_t first, std::size_t count, const Extent& extent);

std::string summary(const Report& report);

}  // namespace gavel::differential
