// Which rules speak of a call's actions, and what they say.
#pragma once

#include <vector>

#include "rules/analyse.h"
#include "rules/model/finding.h"
#include "rules/ruleset.h"

namespace gavel::rules {

// Findings in no particular order; every rule that applies to an action says so once.
// A rule that errs becomes the finding `rule.fault` (escalate, high), never silence.
std::vector<Finding> match(const Ruleset& ruleset, const Call& call, const Analysis& analysis);

}  // namespace gavel::rules
