// Strict JSON for everything that arrives from outside: read whole and unambiguous, or refused.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "rules/model/result.h"

namespace gavel::wire {

// RFC 8259 without its freedoms. Refused: anything nlohmann::json refuses (invalid UTF-8 included),
// two members of one object with the same name (readers disagree on which counts, and the agent's
// reader might take the other), NUL inside a string, nesting deeper than 64, an empty text.
// `where` begins each fault's place: "body:1:17".
Result<nlohmann::json> parse(std::string_view text, std::string_view where);

// Compact text; never throws: bytes that are not UTF-8 become U+FFFD.
std::string dump(const nlohmann::json& value);

// "an object", "text", "a number" ... as faults say what was found.
const char* kind_of(const nlohmann::json& value);

}  // namespace gavel::wire
