// Where a shell takes its commands from, told by its arguments.
#pragma once

namespace gavel::sh {

enum class Source {
  arguments,  // -c, a script, or options that we do not know to be harmless
  input,      // standard input
};

struct Commands {
  Source from;
  int operands;  // input: index of the first positional parameter, or `count`
};

// By bash's own rules (bash(1), OPTIONS); `arguments` with the program's name.
Commands commands_of(int count, char* const* arguments);

}  // namespace gavel::sh
