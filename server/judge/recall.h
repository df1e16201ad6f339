// Whether a question would be answered from memory, and why, told for a person.
#pragma once

#include <cstdint>
#include <string>

#include "server/judge/memory.h"
#include "server/judge/question.h"

namespace gavel::judge {

// One sentence; empty where no model would be asked. Asks nobody. `memory` may be null.
std::string recall(const Question& question, Memory* memory, const std::string& secret,
                   std::int64_t now_ms);

}  // namespace gavel::judge
