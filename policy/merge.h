// How one layer's wish for one field joins what stands: by the field's merge rule and the layer's
// rights.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/load.h"
#include "policy/policy.h"
#include "policy/schema.h"

namespace gavel::policy {

// What a field stands at so far.
// INVARIANT: of a list there is one origin for each item; one without a layer is a default's.
struct Standing {
  const Field* field = nullptr;
  rules::Value value;
  std::vector<Origin> origins;
};

// A file's own rules, and what each is as text: which waivers hold is told by /rules/allow.
struct OwnRules {
  std::shared_ptr<const rules::RuleTable> table;
  std::vector<std::string> waivers;  // compact JSON of each allow rule, by `waiver_ids`
  std::vector<std::string> waiver_ids;
};

// Every field, in the table's order, and every file's rules.
struct Settled {
  std::vector<Standing> standings;
  std::vector<OwnRules> rules;
};

enum class Compared { stricter, same, looser, unlike };

// How `wish` compares with `now`; lists: whether something is lost or added.
Compared compare(const Field& field, const rules::Value& now, const rules::Value& wish);

// Whether a layer may make a field looser.
bool may_loosen(const Layer& layer, const Field& field);

// Joins `wish` and returns what was refused of it.
std::optional<Ignored> join(Standing& standing, const Layer& layer, const Setting& wish);

// Joins two standings of one field into one that is at least as strict as each.
Standing strictest(const Standing& first, const Standing& second);

// Whether a list has this entry: /disable by what it switches off, all others by their whole text.
bool holds(const Field& field, const rules::Value& list, const rules::Value& item);

// What is said of a wish that `layer` had no right to.
std::string why_ignored(const Layer& layer, const Field& field);

}  // namespace gavel::policy
