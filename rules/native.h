// Tools of the agent that are no shell: read, write, edit, patch, search, fetch, MCP.
#pragma once

#include <vector>

#include "rules/model/action.h"
#include "rules/model/call.h"

namespace gavel::rules {

// The call as actions whose effects name targets as the agent wrote them; zones come later.
std::vector<Action> native_actions(const Call& call);

}  // namespace gavel::rules
