// What the agent is told by the hook client itself: a denial that names an outage, or nothing.
#pragma once

#include "clients/hook/agents.h"
#include "clients/hook/text.h"

namespace gavel::hook {

using Message = Text<8192>;

// `reason` in the agent's own words, one line. INVARIANT: it fits; no row's template is longer.
void fill_denial(const Agent& agent, View reason, Message& out);

// Whether a reply is one that the gateway gives to this agent. Anything else the agent might take
// for a failed hook, and go on.
bool is_reply(const Agent& agent, View body, int exit_code);

// The process's exit code; 2, which agents read as a denial, when it could not be written.
int print_denial(const Agent& agent, const char* reason);
int print_abstention(const Agent& agent);

}  // namespace gavel::hook
