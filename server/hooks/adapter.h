// Between one agent's hook JSON and the gateway's own values, in both directions.
#pragma once

#include <string>
#include <string_view>

#include "policy/decision.h"
#include "rules/model/call.h"
#include "rules/model/result.h"
#include "server/hooks/agents.h"

namespace gavel::hooks {

// What was understood of a hook's JSON. With faults the call is not to be judged but denied; as
// much of it as was read is there, so that the denial can be placed and recorded.
struct Heard {
  Call call;
  Faults faults;
};

// Total. Faults: whatever wire::parse and to_call refuse, an event that is not the row's, a field
// that is missing or not text.
Heard hear(const Agent& agent, std::string_view body);

// The body of the reply, one line of JSON, or nothing. `message` is what the agent is told; a deny
// with an empty one gets a reason all the same, because some agents ignore a deny without.
std::string say(const Agent& agent, Answer answer, std::string_view message);

}  // namespace gavel::hooks
