// What the static tier says of a call.
#pragma once

#include <cstddef>
#include <string>

#include "rules/model/finding.h"

namespace gavel::policy {

// INVARIANT: default-constructed it denies.
struct Verdict {
  Ruling ruling = Ruling::deny;
  Risk risk = Risk::critical;
  std::string rule;
  std::string reason;
  std::string instead;
  std::string layer;       // where the deciding rule stands; empty when knowledge or mode decided
  bool self = false;       // the deciding rule protects Gavel itself: class `self`
  std::size_t action = 0;  // index of the action that decided
};

}  // namespace gavel::policy
