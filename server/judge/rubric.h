// One effect under the rubric: whether it is reversible where it happens, as one row per kind.
#pragma once

#include <string>

#include "rules/model/effect.h"

namespace gavel::judge {

struct Weighing {
  bool acceptable = false;
  std::string because;  // "deletes build/x in the repository, recoverable from git"
};

Weighing weigh(const Effect& effect);

}  // namespace gavel::judge
