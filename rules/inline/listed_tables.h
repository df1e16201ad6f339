// What scan_listed knows of one language: how it is written, what computes only, what acts.
#pragma once

#include <span>
#include <string_view>

#include "rules/inline/calls.h"

namespace gavel::inline_code {

struct Acting {
  std::string_view name;  // as it is called, less its package
  Does does = Does::opaque;
};

struct Listed {
  std::string_view language;
  std::string_view comment;     // from here to the end of the line
  std::string_view word_signs;  // what stands in names beside letters and digits
  bool commands = false;        // `text` is a command
  bool heads = false;           // a call is (name ...), not name(...)
  bool dots = false;            // .name calls too
  std::string_view defining;    // words behind which a name is defined
  std::string_view harmless;    // separated by blanks
  std::span<const Acting> acting;
};

std::span<const Listed> listed_languages();

}  // namespace gavel::inline_code
