// Random bytes that only this gateway knows, the same over its restarts.
#pragma once

#include <string>

#include "rules/model/result.h"

namespace gavel::state {

// 32 bytes from FOLDER/secret (0600), drawn when the file is missing.
// Faults: refused when the file is a link, not ours, open to others or not of that size; io.
Result<std::string> secret(const std::string& folder);

}  // namespace gavel::state
