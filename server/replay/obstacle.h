// What keeps one call from passing without a judge: its actions that escalate.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rules/condition.h"
#include "rules/model/finding.h"
#include "server/replay/replay.h"
#include "server/replay/words.h"

namespace gavel::replay {

struct Obstacle {
  std::size_t action = 0;
  std::string program;
  std::string shape;      // program, subcommand and flags
  Words words;            // its whole argv
  std::size_t fixed = 0;  // words up to and with the last that is the subcommand or a flag
  bool has_subcommand = false;
  Risk risk = Risk::low;  // the highest of what speaks against it
};

// Those of a call whose every escalation a rule of exact words could lift; nullopt for any other
// call: one that passes or is denied, that touches what protects Gavel or is of critical risk.
std::optional<std::vector<Obstacle>> obstacles(const Again& again);

// Each action that escalates, whether a rule could lift that or not.
std::vector<Obstacle> escalations(const Again& again);

// What the rules would say of the call if an allow rule of these words stood in its policy.
Ruling with_waiver(const Again& again, const rules::CommandWords& words);

// Whether a deny rule of these words would speak of the call.
bool speaks_of(const Again& again, const rules::CommandWords& words);

}  // namespace gavel::replay
