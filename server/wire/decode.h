// The body of POST /v1/judge as plain values, or every fault that stands in its way.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "rules/model/result.h"

namespace gavel::wire {

// {"id"?, "agent"?, "session"?, "tool", "input" | "command", "cwd", "intent"?, "deadline_ms"?}
// `command` is short for {"tool": "Bash", "input": {"command": ...}}.
struct JudgeRequest {
  std::string id;
  std::string agent;
  std::string session;
  std::string tool;
  nlohmann::json input;  // an object
  std::string cwd;       // absolute, normal: no ".", "..", "//" or "/" at the end
  std::string intent;
  std::optional<std::uint32_t> deadline_ms;  // 1 to 3,600,000, from the arrival of the request
};

// Faults: syntax, type, range, missing, conflict, unknown_key, duplicate_key, limit.
// Their places are "body:LINE:COLUMN" or "body: /KEY".
Result<JudgeRequest> decode_judge(std::string_view body);

// An absolute folder without "//" and "/" at the end. Refused: relative ones, "." and ".."
// (what they mean depends on links), more than 4096 bytes.
Result<std::string> decode_folder(std::string_view text, std::string_view where);

}  // namespace gavel::wire
