// Whether an action is its argv and nothing else, so that a waiver for those words covers all of
// it.
#pragma once

#include "rules/analyse.h"
#include "rules/model/action.h"
#include "rules/model/call.h"

namespace gavel::rules {

// True only when the action stands in the call's own text, every word is known, nothing is
// redirected (but to /dev/null or between descriptors), assigned in front of it or piped into it,
// nothing carries it, the call defines no functions, and it runs in the call's folder or below.
bool is_whole(const Call& call, const Analysis& analysis, const Action& action);

}  // namespace gavel::rules
