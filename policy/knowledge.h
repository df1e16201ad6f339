// What is said of an action when no rule speaks: by how well it is known, and by the mode.
#pragma once

#include <cstddef>
#include <optional>

#include "policy/policy.h"
#include "rules/model/action.h"
#include "rules/model/finding.h"

namespace gavel::policy {

// An escalation, or nothing when the action may pass. Its rule is "knowledge.…" or "mode.strict".
// INVARIANT: what escalates in a mode escalates in every stricter one.
std::optional<Finding> weigh(const Action& action, std::size_t index, Mode mode);

}  // namespace gavel::policy
