// From the ruling and the judge's opinion to the decision: the judge settles what escalated, and
// nothing else.
#pragma once

#include <optional>

#include "policy/decision.h"
#include "policy/policy.h"
#include "policy/verdict.h"

namespace gavel::policy {

// `opinion` is absent, or has the verdict none, when no judge was asked or none answered.
// INVARIANT: a static deny is denied whatever the opinion; an escalation is allowed only on an
// approval. With `enforce` false the answer is abstain and `would` says what it had been.
Decision settle(const Verdict& verdict, const std::optional<Opinion>& opinion,
                const Policy& policy);

// Where no policy governs: answer abstain, class noop; the rest as the verdict says.
Decision stand_aside(const Verdict& verdict);

}  // namespace gavel::policy
