// Into a folder means onto target/name, for each file that is copied.
#pragma once

#include "rules/commands/describe.h"
#include "rules/commands/reading.h"

namespace gavel::commands {

// Writes of the operands into `target`. When that is the last operand, a single source is copied
// into it only where it is known to be a folder.
void copy_into(const Invocation& invocation, const Reading& reading, const Argument& target,
               Description& description);

}  // namespace gavel::commands
