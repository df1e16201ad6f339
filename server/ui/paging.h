// Which rows of the log a request's query asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rules/model/result.h"
#include "server/audit/query.h"

namespace gavel::ui {

struct Paging {
  audit::Filter filter{};
  std::int64_t limit = 100;              // 1 to 1000
  std::optional<std::int64_t> before{};  // the last seq of the page before
  std::optional<std::int64_t> after{};   // the newest seq that is known already
};

// limit, before, after, since_ms, until_ms, agent, session, repo, tool, ruling, answer, class,
// rule, risk, text. Faults: unknown_key, range, and those of wire::decode_query; all of them.
Result<Paging> paging_of(std::string_view query);

}  // namespace gavel::ui
