// Responses as the page and /v1 word them.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "rules/model/result.h"
#include "server/net/message.h"

namespace gavel::ui {

net::Response ok(std::string json_text);
net::Response ok(const nlohmann::json& value);

// {"error", "where", "help", "faults"?}
net::Response refusal(int status, const Fault& fault);
net::Response refusal(int status, const Faults& faults);

// With what tells a browser to trust nothing: a policy that lets the page load from itself alone
// and show text only, no framing, no guessing of types, no referrer.
net::Response hardened(net::Response response);

}  // namespace gavel::ui
