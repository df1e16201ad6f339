// Decisions and faults as the JSON that /v1 answers with.
#pragma once

#include <string>

#include "policy/decision.h"
#include "rules/model/call.h"
#include "rules/model/result.h"

namespace gavel::wire {

// {"id", "call"?, "answer", "class", "ruling", "risk", "rule", "reason", "instead", "message",
//  "would"?, "opinion"?}: `id` is the decision's, `call` the caller's own id when it gave one;
// `message` is what an agent should be told, `would` the answer that `enforce: false` withheld.
std::string encode_decision(const Call& call, const Decision& decision);

// {"error", "where", "help", "faults"?}: the first fault; all of them when there are several.
// PRE: faults is not empty.
std::string encode_faults(const Faults& faults);

}  // namespace gavel::wire
