// Brace expansion: from the parts of one word to the part lists it stands for, before any other
// expansion.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "rules/shell/ast.h"

namespace gavel::shell {

// One alternative: the parts in order. A generated sequence element is a literal part whose text
// lives in `made`.
using PartList = std::vector<Part>;

struct Alternatives {
  std::vector<PartList> lists;
  std::deque<std::string> made;  // owns the texts of sequence elements
  bool over_cap = false;
};

bool has_brace(Seq<Part> parts);

// At most `limit` alternatives; beyond, over_cap is set and the rest is left out.
Alternatives expand_braces(Seq<Part> parts, std::size_t limit);

}  // namespace gavel::shell
