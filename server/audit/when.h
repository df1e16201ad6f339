// Times as people write them: "2h ago", "yesterday 18:00", "2026-03-01T12:00Z".
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "rules/model/result.h"

namespace gavel::audit {

// Seconds east of UTC that local clocks show at a Unix time.
using Offset = std::function<std::int64_t(std::int64_t unix_s)>;

// Of the system's time zone (TZ, else /etc/localtime).
std::int64_t system_offset(std::int64_t unix_s);

// Unix milliseconds. ASCII case does not matter. Local time is meant where no zone is given; a time
// that the clocks skip is read with the offset before the gap, one that they show twice is the
// earlier.
//
//   when  = "now" | "@" digits                        Unix seconds
//         | [ "since" ] span [ "ago" ]                 before now: 90m, 2h, 1d12h, 3 days ago
//         | day [ clock ] | clock                      a clock alone: today, or yesterday if not
//         yet | date [ ( "T" | " " ) clock [ zone ] ]
//   day   = "today" | "yesterday" | "monday" ... "sunday"      the last one before today
//   date  = YYYY-MM-DD        clock = HH:MM [ ":" SS [ "." digits ] ]
//   zone  = "Z" | ( "+" | "-" ) HH [ ":" ] MM
//   span  = { number unit }   unit = s m h d w, or second(s) minute(s) min hour(s) day(s) week(s)
//
// A day of a span is 24 hours. Faults: syntax, range.
Result<std::int64_t> parse_when(std::string_view text, std::int64_t now_ms, const Offset& offset);

}  // namespace gavel::audit
