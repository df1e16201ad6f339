// One call of our own clients put to the gateway, by way of gavel-hook: it can start a gateway, and
// knows what holds when none answers.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "clients/install/entry.h"
#include "rules/model/result.h"

namespace gavel::cli {

struct Permission {
  bool granted = false;  // or nobody governs here
  std::string reason;    // of a refusal
};

// `tool` as in server/hooks/tools.cpp under "gavel": "sh", "mcp__SERVER__TOOL". Faults: the hook
// client cannot be run or answers nothing we know.
Result<Permission> ask_gateway(const install::Words& words, const std::string& tool,
                               const nlohmann::json& input);

// Words as one line of shell text, each in single quotes.
std::string shell_text(const std::vector<std::string>& words);

}  // namespace gavel::cli
