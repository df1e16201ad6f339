// Actions, findings and opinions as JSON: one spelling for the audit log, the replies and the CLI.
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "policy/decision.h"
#include "rules/model/action.h"
#include "rules/model/finding.h"

namespace gavel::wire {

// {"kind","target"} and, where they say something: "path" (resolved), "zone", "traits", "marks".
nlohmann::json to_json(const Effect& effect);
// Everything but the argv, which `printed` shows.
nlohmann::json to_json(const Action& action);
nlohmann::json to_json(const Finding& finding);
// "verdict" is APPROVE, DENY or none.
nlohmann::json to_json(const Opinion& opinion);

template <class T>
nlohmann::json to_json(const std::vector<T>& items);

}  // namespace gavel::wire
