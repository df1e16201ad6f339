// R, julia, scala and clojure, read by a list of what is known to compute and print only.
#pragma once

#include <string_view>

#include "rules/inline/scan.h"

namespace gavel::inline_code {

// Whether `language` is one of them.
bool is_listed(std::string_view language);

// INVARIANT: a function that is neither listed nor defined in the code makes the scan opaque.
void scan_listed(std::string_view language, std::string_view code, Scan& scan);

}  // namespace gavel::inline_code
