// One program run to its end with a text on its standard input.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "rules/model/result.h"

namespace gavel::cli {

struct Ran {
  int exit_code = -1;  // 128 + signal when one ended it
  std::string out;
  std::string err;
};

// Faults: io (it cannot be started), unavailable (not done within `patience`; it is killed then).
Result<Ran> run_program(const std::vector<std::string>& words, const std::string& input,
                        std::chrono::milliseconds patience);

}  // namespace gavel::cli
