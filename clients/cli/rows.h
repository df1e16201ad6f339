// JSON lines in, one call each; JSON lines out, in the same order.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "rules/model/call.h"
#include "rules/model/result.h"

namespace gavel::cli {

// {"id"?, "command" | "tool" + "input", "cwd"?, "agent"?}; other keys are left alone, since corpora
// carry labels of their own. `folder` stands in for a missing cwd.
Result<Call> call_of_row(std::string_view line, const std::string& folder);

// Reads standard input to its end and prints what `answer` makes of each row. A row that is no call
// is answered {"id", "error"} and does not stop the rest. Shows progress on standard error when it
// is a terminal. Returns the number of rows that were no calls.
std::size_t each_row(const std::string& folder,
                     const std::function<nlohmann::json(const Call&)>& answer);

}  // namespace gavel::cli
