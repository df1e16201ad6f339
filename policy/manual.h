// The manual page of judge.json (roff, man macros), from the field table.
#pragma once

#include <string>

namespace gavel::policy {

std::string manual_text();

}  // namespace gavel::policy
