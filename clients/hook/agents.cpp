#include "clients/hook/agents.h"

namespace gavel::hook {
namespace {

constexpr Agent agents[] = {
#include "agents_table.inc"
};
constexpr size_t count = sizeof agents / sizeof *agents;

}  // namespace

const Agent* find_agent(View name) {
  for (const Agent& agent : agents) {
    if (name.is(agent.name)) return &agent;
  }
  return nullptr;
}

const Agent* next_agent(const Agent* previous) {
  if (previous == nullptr) return agents;
  return previous + 1 < agents + count ? previous + 1 : nullptr;
}

}  // namespace gavel::hook
