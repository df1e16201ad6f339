#include "clients/hook/agents.h"

namespace gavel::hook {

// Generated at build time by server/hooks/table.cpp.
extern const Agent agent_rows[];
extern const size_t agent_count;

const Agent* find_agent(View name) {
  for (size_t i = 0; i < agent_count; ++i) {
    if (name.is(agent_rows[i].name)) return &agent_rows[i];
  }
  return nullptr;
}

const Agent* next_agent(const Agent* previous) {
  if (previous == nullptr) return agent_rows;
  return previous + 1 < agent_rows + agent_count ? previous + 1 : nullptr;
}

}  // namespace gavel::hook
