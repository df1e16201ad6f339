// AppleScript as osascript is given it: shell commands in it, and what only looks or speaks.
#pragma once

#include <string_view>

#include "rules/inline/scan.h"

namespace gavel::inline_code {

void scan_applescript(std::string_view code, Scan& scan);

}  // namespace gavel::inline_code
