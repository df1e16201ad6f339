// What the agent is told of a decision: the reason, a safer way, the id, and not to go around it.
#pragma once

#include <string>

#include "policy/decision.h"

namespace gavel::policy {

// Lines of plain text; one sentence for an allow, empty for an abstain. Control characters are
// replaced: parts of it come from commands and models.
std::string message(const Decision& decision);

}  // namespace gavel::policy
