// What the static tier was given beside the call, as JSON and back, so that a replay gives it
// again.
#pragma once

#include <string>
#include <string_view>

#include "rules/model/inputs.h"

namespace gavel::replay {

// Only what the gateway and the session bring; what a policy says stands in the policy. `intent`:
// the user's own words, redacted.
std::string to_text(const Inputs& inputs, const std::string& intent = "");

// What the text does not say keeps its default.
Inputs inputs_from(std::string_view text);
// Empty when there was none.
std::string intent_from(std::string_view text);

}  // namespace gavel::replay
