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
  bool is_prompt = false;  // no call but the user's own words, in call.intent: answer abstain
};

// Total. Faults: whatever wire::parse and to_call refuse, an event that the row does not know, a
// field that is missing or not text.
Heard hear(const Agent& agent, std::string_view body);

struct Said {
  std::string body;   // one line, or nothing
  int exit_code = 0;  // of the hook's process, for agents that read the answer from it
};

// `message` is what the agent is told; a deny with an empty one gets a reason all the same, because
// some agents ignore a deny without.
Said say(const Agent& agent, Answer answer, std::string_view message);

}  // namespace gavel::hooks
