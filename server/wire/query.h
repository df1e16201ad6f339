// The query part of a request's target as names and values.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::wire {

using Query = std::map<std::string, std::string>;

// "answer=deny&text=git%20push": %XX and + are decoded. Faults: syntax (a bad %XX), range (NUL,
// invalid UTF-8 is left to whoever compares), duplicate_key. Places: "query: NAME".
Result<Query> decode_query(std::string_view text);

}  // namespace gavel::wire
