// IPython's lines that are not python: !command, %magic.
#pragma once

#include <string>
#include <string_view>

#include "rules/inline/scan.h"

namespace gavel::inline_code {

// `code` without them; what they run is noted in `scan`.
std::string without_magics(std::string_view code, Scan& scan);

}  // namespace gavel::inline_code
