// How each agent is told "denied" when the gateway cannot say it.
#pragma once

#include "clients/hook/text.h"

namespace gavel::hook {

struct Agent {
  const char* name;
  const char* before;  // standard output before the reason, which is JSON-escaped
  const char* after;   // and after it
  bool reason_on_stderr;
  int exit_code;
  long deadline_ms;  // default; well below the agent's own hook timeout
};

// Null when no such agent is known.
const Agent* find_agent(View name);

// Every known name, separated by blanks.
const char* agent_names();

}  // namespace gavel::hook
