// Scripts of frameworks, known by their names whatever their text: manage.py, artisan, rails.
#pragma once

#include "rules/commands/describe.h"
#include "rules/commands/reading.h"

namespace gavel::commands {

// Adds what the spec "script:NAME" says when the first operand is a script of that name.
void describe_known_script(const Invocation& invocation, const Reading& reading,
                           Description& description);

}  // namespace gavel::commands
