// What one rule says of one action.
#pragma once

#include <cstddef>
#include <string>

#include "rules/model/span.h"

namespace gavel {

// INVARIANT: ordered by strictness; a default-constructed verdict is deny.
enum class Ruling { allow = 0, escalate = 1, deny = 2 };
enum class Risk { low = 0, medium = 1, high = 2, critical = 3 };

constexpr Ruling stricter(Ruling a, Ruling b) { return a > b ? a : b; }

struct Finding {
  std::string rule;      // "git.push-force"
  Ruling ruling = Ruling::deny;
  Risk risk = Risk::critical;
  std::string reason;    // a sentence a person understands
  std::string instead;   // the safer alternative; may be empty
  std::size_t action = 0;  // index into Analysis::actions
  Span span;      // what of the source it is about
  std::string layer;     // where the rule stands: "pack git", "judge.json:14"
  bool waiver = false;   // an allow rule that covers the whole action
};

const char* name_of(Ruling ruling);
const char* name_of(Risk risk);

}  // namespace gavel
