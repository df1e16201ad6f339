// What a command line hands to a program to run in its turn: a helper's command, a file of code.
#pragma once

#include <string>

#include "rules/commands/describe.h"

namespace gavel::commands {

// `text` is a command that the program starts by itself: rg --pre, ssh -o ProxyCommand. It is
// carried; and unless its first word is a described program, what it is cannot be known, whether
// or not a file of that name stands there now. `commas` separate the words where not blanks do.
void run_given(Argument text, std::string label, Description& description, bool commas = false);

// `file` is loaded into the program as code: node -r, gcc -fplugin, make -f. Inside the repository
// it is a file that is run; from elsewhere it can do anything.
void load_given(const Argument& file, const std::string& label, const Invocation& invocation,
                Description& description);

// Lexically: below the repository's root, or relative without climbing out of it.
bool stays_inside(const Argument& path, const Invocation& invocation);

}  // namespace gavel::commands
