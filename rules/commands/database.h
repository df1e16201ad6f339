// SQL that stands in an argument: what its statements change, read and run.
#pragma once

#include "rules/commands/describe.h"

namespace gavel::commands {

// Statements end at semicolons outside of quotes; meta commands of psql and sqlite at the line's
// end. What is not known before run time counts as a change.
void describe_sql(const Argument& text, Description& description);

}  // namespace gavel::commands
