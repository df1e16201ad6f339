#include "server/replay/turn.h"

#include <algorithm>
#include <tuple>

namespace gavel::replay {
namespace {

constexpr const char* names[] = {"newly denied", "newly escalated", "newly allowed"};
constexpr std::size_t most_examples = 3;

Turn turn_to(Ruling after) {
  if (after == Ruling::deny) return Turn::newly_denied;
  return after == Ruling::escalate ? Turn::newly_escalated : Turn::newly_allowed;
}

}  // namespace

const char* name_of(Turn turn) {
  return names[static_cast<std::size_t>(turn)];
}

void Tally::add(Ruling before, const std::string& rule_before, Ruling after,
                const std::string& rule_after, const Example& example) {
  ++calls;
  if (before == after) {
    ++same;
    return;
  }
  const Turn turn = turn_to(after);
  const std::string& rule = turn == Turn::newly_allowed ? rule_before : rule_after;
  const auto is_group = [&](const Group& group) {
    return group.turn == turn && group.rule == rule;
  };
  auto group = std::find_if(groups.begin(), groups.end(), is_group);
  if (group == groups.end()) group = groups.insert(groups.end(), Group{turn, rule, 0, {}});
  ++group->calls;
  const auto shown = [&](const Example& one) { return one.command == example.command; };
  if (group->examples.size() < most_examples &&
      std::none_of(group->examples.begin(), group->examples.end(), shown)) {
    group->examples.push_back(example);
  }
}

void Tally::sort() {
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return std::tuple(a.turn, -a.calls, a.rule) < std::tuple(b.turn, -b.calls, b.rule);
  });
}

std::int64_t Tally::of(Turn turn) const {
  std::int64_t sum = 0;
  for (const Group& group : groups) {
    if (group.turn == turn) sum += group.calls;
  }
  return sum;
}

}  // namespace gavel::replay
