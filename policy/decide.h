// From findings, knowledge and mode to the ruling: the strictest of each action, the strictest
// action of the call.
#pragma once

#include <span>

#include "policy/policy.h"
#include "policy/verdict.h"
#include "rules/analyse.h"
#include "rules/model/finding.h"

namespace gavel::policy {

// An allow rule that covers an action whole lifts escalations from that action, and only from it;
// never a denial, never what protects Gavel itself, never what could not be read.
// INVARIANT: the order of the findings does not matter; one more that is no waiver never makes
// the verdict milder; what passes in a mode passes in every looser one.
Verdict decide(const rules::Analysis& analysis, std::span<const Finding> findings,
               const Policy& policy);

}  // namespace gavel::policy
