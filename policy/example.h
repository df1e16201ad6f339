// judge.json.example: every field with its sentence, its default and a value, from the field table.
#pragma once

#include <string>

namespace gavel::policy {

// JSON with comments that loads without a fault.
std::string example_text();

}  // namespace gavel::policy
