// Serving a folder: what lies outside the repository then leaves the machine.
#pragma once

#include "rules/commands/describe.h"

namespace gavel::commands {

void describe_serving(const Argument& folder, const Invocation& invocation,
                      Description& description);

}  // namespace gavel::commands
