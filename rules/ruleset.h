// Which rules are in force: compiled once, shared by every policy, switched on and off by a mask.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/load.h"
#include "rules/model/result.h"
#include "rules/rule.h"

namespace gavel::rules {

struct CompiledRule;
class RuleTable;

// An immutable compiled set. Costs milliseconds for hundreds of rules: keep and share it.
// Faults: rules that do not compile, ids that stand twice.
Result<std::shared_ptr<const RuleTable>> compile(std::vector<Rule> rules);

// The shipped packs, compiled at the first call and shared from then on. Their examples are
// tests of this project and are not run here. Should they not load, which a test excludes, the
// table holds one rule that denies every action.
std::shared_ptr<const RuleTable> shipped_rules();

// What a policy takes from a table of packs.
struct Selection {
  bool every_pack = false;
  std::vector<std::string> packs = {};     // names
  std::vector<std::string> disabled = {};  // rule ids, or "pack:NAME"
};

// INVARIANT: rules of the pack `self` are in force whatever a selection says.
class Ruleset {
 public:
  struct Part {
    std::shared_ptr<const RuleTable> table;
    std::vector<bool> in_force;  // by index of the rule in the table
  };

  void add(std::shared_ptr<const RuleTable> table);  // all of its rules
  void add(std::shared_ptr<const RuleTable> table, const Selection& selection);

  const std::vector<Part>& parts() const { return parts_; }
  std::vector<const Rule*> rules() const;  // those in force
  const Rule* find(std::string_view id) const;

 private:
  std::vector<Part> parts_;
};

// Names in a selection that mean nothing, each with the nearest that does.
struct Stray {
  std::string name;
  std::string nearest;  // may be empty
};
std::vector<Stray> strays(const RuleTable& table, const Selection& selection);

}  // namespace gavel::rules
