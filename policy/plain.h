// Located values as plain JSON, and back: what is recorded, hashed and shown.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "rules/document.h"

namespace gavel::policy {

nlohmann::json plain(const rules::Value& value);

// One line, keys sorted, whatever is not UTF-8 replaced.
std::string compact(const rules::Value& value);
std::string compact(const nlohmann::json& value);

// PRE: `text` is JSON; it is ours. Anything else gives null.
rules::Value located(std::string_view text);

}  // namespace gavel::policy
