// How one layer's wish for one field joins what stands: by the field's merge rule and the layer's
// rights.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "policy/schema.h"

namespace gavel::policy {

// What a field stands at so far.
struct Standing {
  const Field* field = nullptr;
  rules::Value value;
  std::vector<Origin> origins;  // of the whole value, or of each entry of a list
};

// Whether a layer may make a field looser.
bool may_loosen(const Layer& layer, const Field& field);

// Joins `wish` and returns what was refused of it.
std::optional<Ignored> join(Standing& standing, const Layer& layer, const Setting& wish);

// What is said of a wish that `layer` had no right to.
std::string why_ignored(const Layer& layer, const Field& field);

}  // namespace gavel::policy
