// What a parameter expansion ($x, ${x...}) yields: one value, or the list behind "$@" and
// "${a[@]}".
#pragma once

#include <vector>

#include "rules/shell/expand.h"

namespace gavel::shell {

struct Resolved {
  Value value;        // when !list
  bool list = false;  // "$@", "${a[@]}": `items`, each its own field when quoted
  bool star = false;  // "$*", "${a[*]}": joined by a space when quoted
  std::vector<Argument> items;
  const Word* word = nullptr;  // the value is what this word makes: ${x:-word}, ${x:+word}
};

// Substitutions inside the operator's words are run as bash would come to them.
Resolved resolve(const Part& part, Surroundings& around);

}  // namespace gavel::shell
