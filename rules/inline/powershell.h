// PowerShell as pwsh -Command is given it: pipelines of cmdlets whose verbs say what they do.
#pragma once

#include <string_view>

#include "rules/inline/scan.h"

namespace gavel::inline_code {

void scan_powershell(std::string_view code, Scan& scan);

}  // namespace gavel::inline_code
