// The places a user names for the heads of the audit chain, as sinks that carry them there.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/anchor.h"

namespace gavel::server {

// "journal", "file:/absolute/path", "http://host/path" or "https://...": a collector gets one POST
// per anchor, {"seq","hash","time_ms"}, and must answer with a status below 300 within `patience`.
// Faults: range, for anything else.
Result<std::vector<audit::Anchorer::Place>> anchor_places(
    const std::vector<std::string>& names,
    std::chrono::milliseconds patience = std::chrono::seconds(10));

}  // namespace gavel::server
