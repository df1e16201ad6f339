// What holds when the shipped rules or the knowledge of programs do not load: nothing is allowed.
#pragma once

#include <memory>
#include <vector>

#include "rules/ruleset.h"

namespace gavel::rules {

// The table of `rules`; when `faults` is not empty, or the rules do not compile, one rule that
// denies every action. A program that nobody described is often allowed, so a catalogue that did
// not load is as grave as rules that did not.
std::shared_ptr<const RuleTable> open_or_closed(std::vector<Rule> rules, const Faults& faults);

}  // namespace gavel::rules
