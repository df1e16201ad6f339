// One word of a command, as far as it can be known before the command runs.
#pragma once

#include <string>

#include "rules/model/effect.h"
#include "rules/model/span.h"

namespace gavel {

struct Argument {
  // Known:   `text` is the whole value (glob characters kept where `glob`).
  // Partial: `text` is a literal prefix of the value; the rest is unknown.
  // Unknown: nothing is known.
  enum class Known { exact, partial, unknown };

  std::string text;
  Known known = Known::exact;
  bool glob = false;     // holds active (unquoted) glob characters
  bool quoted = false;   // some part stood in quotes: data rather than a bare word
  bool splits = false;   // unquoted unknown: may become no word, one, or many
  Marks marks;           // what flows in through substitutions and variables
  std::string why;       // for partial and unknown: the source text of the unknown part
  Span span;

  bool exact() const { return known == Known::exact; }
};

}  // namespace gavel
