// One rule put into the text of a judge.json; comments, order and indentation stay.
#pragma once

#include <string>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::policy {

// `list`: "allow", "escalate" or "deny"; `rule`: the rule as JSON. It becomes the first of its
// list, which is made where it is missing.
// Faults: `text` is no judge.json, or is none with that rule in it (an id that is taken, examples
// that fail); then nothing is changed. `file` is how faults name it.
Result<std::string> with_rule(std::string_view text, std::string_view list, std::string_view rule,
                              const std::string& file = "judge.json");

}  // namespace gavel::policy
