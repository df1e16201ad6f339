// Rules that the log speaks for, and the one that a person takes over.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "server/audit/query.h"
#include "server/net/message.h"

namespace gavel::ui {

// Query: since_ms, until_ms. {"list":[suggestion, ...],"rows","unread","left_out","settled"}: the
// fields of replay::Suggestion by their names. Takes seconds on a large log.
net::Response suggestions(const audit::Log& log, std::string_view query);

// Body: {"id","since_ms"?}: of a suggestion made from the same stretch of the log. Writes its rule
// into the repository's judge.json, where it widens nothing before a person trusts the file.
// {"file","repo"}; 404 when the log no longer speaks for it, 409 when the file cannot be changed.
net::Response take_over(const audit::Log& log, std::string_view body);

}  // namespace gavel::ui
