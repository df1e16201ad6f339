// The JSON document about a call that a judge is shown, as an ordered tree with secrets in it
// still.
#pragma once

#include <cstddef>

#include <nlohmann/json.hpp>

#include "server/judge/question.h"

namespace gavel::judge {

struct ExhibitLimits {
  std::size_t script_bytes = 16'384;  // of each script; longer ones are cut and marked
  std::size_t scripts = 8;            // shown in full or in part; of the others the path
  std::size_t recent = 10;            // earlier calls
  std::size_t recent_bytes = 400;     // of each; longer ones are cut and marked
};

using Exhibit = nlohmann::ordered_json;

// What is proposed and what the static tier says of it: always whole.
Exhibit exhibit_of_call(const Question& question);

// What surrounds it: intent, earlier calls, scripts. Bounded; what was cut is marked so.
Exhibit exhibit_of_surroundings(const Question& question, const ExhibitLimits& limits);

}  // namespace gavel::judge
