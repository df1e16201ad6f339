// A call as an agent would send it, made by us: to see whether its hook answers.
#pragma once

#include <string>
#include <string_view>

#include "server/hooks/agents.h"

namespace gavel::hooks {

// The agent's own JSON for its shell tool about to run `command` in `cwd`.
std::string sample_call(const Agent& agent, std::string_view command, std::string_view cwd);

}  // namespace gavel::hooks
