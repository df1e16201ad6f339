// What the analysis claims of a script: every argv it says bash would run.
#pragma once

#include <string>
#include <vector>

#include "rules/analyse.h"
#include "tests/differential/seen.h"

namespace gavel::differential {

// As a call of the agent's shell tool from `folder`, which is also the home and the repository.
rules::Analysis analysed(const std::string& script, const std::string& folder);

// Where run_bash() runs its scripts, and with the positional parameters it gives them.
rules::Analysis analysed_as_run(const std::string& script);

// An unknown word may be any number of words.
std::vector<Command> claimed(const rules::Analysis& analysis);

}  // namespace gavel::differential
