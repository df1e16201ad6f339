// Rows of the log as a list shows them: what a line needs, long texts cut.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "server/audit/query.h"
#include "server/net/message.h"
#include "server/ui/paging.h"

namespace gavel::ui {

// seq, id, time_ms, agent, session, repo, cwd, tool, command, answer, class, rule, risk, ruling,
// reason, latency_us; `command` and `reason` have at most 600 bytes, `cut` says when it was more.
nlohmann::json line_of(const audit::Row& row);

// {"rows": [line, ...], "next": seq or null, "newest": seq}. Newest first; with `after` the oldest
// first, of those that came since.
net::Response rows(const audit::Log& log, std::string_view query);

}  // namespace gavel::ui
