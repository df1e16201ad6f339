// The JSON Schema (2020-12) of judge.json, from the field table.
#pragma once

#include <string>

namespace gavel::policy {

// Indented text with a final newline.
std::string schema_json();

}  // namespace gavel::policy
