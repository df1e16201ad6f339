// How each agent is told "denied" when the gateway cannot say it.
#pragma once

#include "clients/hook/text.h"

namespace gavel::hook {

// A row of server/hooks/agents.h, as much of it as is needed without a gateway.
struct Agent {
  const char* name;
  const char* allow;  // may be empty: the abstention
  const char* deny;   // "$REASON" stands for the reason inside a JSON string, $TEXT for it plain
  const char* ask;
  const char* abstain;  // may be empty: print nothing
  int deny_exit;        // other than 0: the denial goes to standard error
  long deadline_ms;     // default; well below the agent's own hook timeout
};

// Null when no such agent is known.
const Agent* find_agent(View name);

// The row after `previous`; null after the last. Begins with null.
const Agent* next_agent(const Agent* previous);

}  // namespace gavel::hook
