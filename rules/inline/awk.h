// What an awk program does: system(), pipes, redirections.
#pragma once

#include <string_view>

#include "rules/inline/scan.h"

namespace gavel::inline_code {

void scan_awk(std::string_view code, Scan& scan);

}  // namespace gavel::inline_code
