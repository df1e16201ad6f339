// The audit log as programs are shown it: whole rows.
#pragma once

#include <string>
#include <string_view>

#include "server/audit/query.h"
#include "server/net/message.h"

namespace gavel::ui {

// {"decisions": [row, ...], "next": seq or null}, newest first; rows as in `gavel log --json`.
// Query: limit (1 to 1000, 100 unless said), before (`next` of the page before), since_ms,
// until_ms, agent, session, repo, tool, ruling, answer, class, rule, risk, text.
// Another name is a 400; a log that cannot be read a 503.
net::Response whole_rows(const audit::Log& log, std::string_view query);

// One row, by its id or the beginning of one; 404 when there is none.
net::Response whole_row(const audit::Log& log, const std::string& id);

}  // namespace gavel::ui
