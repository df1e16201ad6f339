// "90s", "30m", "2h", "1d" as milliseconds.
#pragma once

#include <cstdint>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::cli {

// A whole number and one of s, m, h, d; at least a second, at most a year.
Result<std::int64_t> parse_duration(std::string_view text);

}  // namespace gavel::cli
