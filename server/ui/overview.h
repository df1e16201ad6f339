// What happened over a stretch of time, as numbers for charts and tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/audit/query.h"
#include "server/net/message.h"

namespace gavel::ui {

// Query: since_ms, until_ms (now unless said). At most 120 buckets of a round width.
// {"since_ms","until_ms","bucket_ms","buckets":[...], "rules":[{"value","calls"...}] of what was
//  stopped, "models":[{"value","calls","tokens_in","tokens_out","cost_usd"}]}
net::Response series(const audit::Log& log, std::string_view query, std::int64_t now_ms);

// {"since_ms","until_ms","sessions":[{"session","agent","repo","calls","denied","asked",
//  "escalated","first_ms","last_ms","cost_usd"}]}, the one that called last first, at most 200.
net::Response sessions(const audit::Log& log, std::string_view query, std::int64_t now_ms);

}  // namespace gavel::ui
