// From an endpoint's settings to the request that asks it, key included.
#pragma once

#include <string>

#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/judge/keys.h"
#include "server/judge/prompt.h"
#include "server/judge/protocol.h"
#include "server/judge/transport.h"

namespace gavel::judge {

// Faults: no such provider, no model, a faulty URL, a key that is not where the settings say or is
// what no header may hold, a key that would travel unencrypted to another machine. None holds the
// key.
Result<Request> request_for(const policy::Endpoint& endpoint, const Prompt& prompt, Extras extras,
                            const KeySources& keys);

}  // namespace gavel::judge
