// How the command line prints: colour only on a terminal, faults to stderr, one JSON value a line.
#pragma once

#include <string>
#include <string_view>

#include "rules/model/finding.h"
#include "rules/model/result.h"

namespace gavel::cli {

enum class Tone { plain, good, warn, bad, dim, strong };

// `text` in the tone's colour when standard output is a terminal and NO_COLOR is not set.
std::string paint(Tone tone, std::string_view text);

Tone tone_of(Ruling ruling);

// "gavel: MESSAGE" per fault on standard error. Control characters in it are shown as \xNN, since
// a fault may quote a file that an agent wrote.
void report(const Faults& faults);

// Text that may come from an agent, made safe for a terminal: control, escape and bidirectional
// characters are shown as \xNN or \u{NNNN}; newlines and tabs stay when `keep_lines`.
std::string printable(std::string_view text, bool keep_lines = false);

// Cut to `width` columns (counted as code points) with an ellipsis.
std::string fitted(std::string_view text, std::size_t width);

// Columns of the terminal; 100 when standard output is none.
std::size_t terminal_width();

}  // namespace gavel::cli
