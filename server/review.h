// The audit log as the wire shows it.
#pragma once

#include <string>
#include <string_view>

#include "server/net/message.h"

namespace gavel::server {

// {"decisions": [row, ...], "next": seq or null}, newest first; rows as in `gavel log --json`.
// Query: limit (1 to 1000, 100 unless said), before (`next` of the page before), since_ms,
// until_ms, agent, session, repo, tool, ruling, answer, class, rule, risk, text.
// Another name is a 400; a log that cannot be read a 503.
net::Response decisions(const std::string& audit_path, std::string_view query);

// One row, by its id or the beginning of one; 404 when there is none.
net::Response decision(const std::string& audit_path, const std::string& id);

}  // namespace gavel::server
