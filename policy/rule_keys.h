// What a rule of judge.json may hold: key, shape and a word on each, for the schema and the manual.
#pragma once

#include <span>

#include "policy/schema.h"

namespace gavel::policy {

// INVARIANT: the same keys and shapes that rules/load.cpp reads; a test holds them together.
std::span<const Item> rule_items();
std::span<const Item> condition_items();
std::span<const Item> effect_items();
std::span<const Item> example_items();

}  // namespace gavel::policy
