// From an endpoint's settings to the request that asks it, key included.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "policy/policy.h"
#include "rules/model/result.h"
#include "server/judge/prompt.h"
#include "server/judge/protocol.h"
#include "server/judge/transport.h"

namespace gavel::judge {

using Variable = std::function<std::optional<std::string>(const std::string&)>;

// Faults: no such provider, no model, a faulty URL, a key variable that is not set or holds what
// no header may hold, a key that would travel unencrypted to another machine. None holds the key.
Result<Request> request_for(const policy::Endpoint& endpoint, const Prompt& prompt, Extras extras,
                            const Variable& variable);

}  // namespace gavel::judge
