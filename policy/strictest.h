// Two policies that hold at once: one that is at least as strict as each.
#pragma once

#include "policy/policy.h"

namespace gavel::policy {

// Field by field the stricter value; denials, escalations, packs and protected things of both;
// waivers, disabled rules, hosts and disposable folders only where both say so. A folder that one
// opens stays open when the other one's repository is that folder or holds it. Where values have
// no order (the judge's endpoint) `first` is heard: put the policy of the call's own folder there.
// INVARIANT: what passes under the result passes under each.
Policy strictest(const Policy& first, const Policy& second);

}  // namespace gavel::policy
