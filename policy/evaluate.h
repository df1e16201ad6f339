// The static tier for one call: parse, analyse, match, decide. Pure and synchronous; the CLI,
// replay and the server all call it.
#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"
#include "rules/analyse.h"
#include "rules/model/call.h"
#include "rules/model/finding.h"

namespace gavel::policy {

// The static tier's verdict for the call.
// INVARIANT: default-constructed it denies.
struct Verdict {
  Ruling ruling = Ruling::deny;
  Risk risk = Risk::critical;
  std::string rule;
  std::string reason;
  std::string instead;
  bool self = false;       // the deciding rule protects Gavel itself: class `self`
  std::size_t action = 0;  // index of the action that decided
};

struct Evaluation {
  rules::Analysis analysis;
  std::vector<Finding> findings;
  Verdict verdict;
};

Evaluation evaluate(const Call& call, const Policy& policy, const Inputs& inputs, Facts& facts);

}  // namespace gavel::policy
