// The static tier for one call: parse, analyse, match, decide. Pure and synchronous; the CLI,
// replay and the server all call it.
#pragma once

#include <span>
#include <vector>

#include "policy/grant.h"
#include "policy/policy.h"
#include "policy/verdict.h"
#include "rules/analyse.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "rules/model/finding.h"
#include "rules/model/inputs.h"

namespace gavel::policy {

struct Evaluation {
  rules::Analysis analysis;
  std::vector<Finding> findings;
  Verdict verdict;
};

// `inputs` needs not hold what the policy says of paths, branches and hosts: that is joined here.
// `grants`: those in force for this call; see grant.h.
Evaluation evaluate(const Call& call, const Policy& policy, const Inputs& inputs, Facts& facts,
                    std::span<const Grant> grants = {});

// `inputs` with the policy's paths, branches and hosts in it.
Inputs joined(Inputs inputs, const Policy& policy);

}  // namespace gavel::policy
