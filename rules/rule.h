// One rule as it is written down in a pack or in judge.json: data only, nothing compiled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/effect.h"
#include "rules/model/finding.h"
#include "rules/model/zone.h"

namespace gavel::rules {

// One effect must meet all of it. An effect that only shows (Trait::dry_run) meets none.
struct EffectCondition {
  std::vector<EffectKind> kinds;
  std::vector<Zone> zones;
  std::vector<Zone> not_zones;
  Traits traits;                         // all of them
  Traits any_traits;                     // at least one, unless empty
  Traits no_traits;                      // none of them
  Marks marks;                           // at least one, unless empty
  Marks no_marks;                        // none of them
  std::vector<std::string> targets;      // text conditions; at least one holds
  std::vector<std::string> not_targets;  // none holds
};

// All that is given must hold; of a list, one. A text condition is an exact text, a glob when it
// holds * or ? (they cross slashes), or a regular expression (RE2, unanchored) after "re:".
struct Condition {
  std::vector<std::string> programs;     // base name of the command word; text conditions
  std::vector<std::string> subcommands;  // text conditions
  std::vector<std::string> any_flags;
  std::vector<std::string> all_flags;
  std::vector<std::string> no_flags;
  std::vector<std::string> operands;  // some operand meets one of these text conditions
  std::vector<std::string> words;     // some word after the command word does
  std::vector<std::string> tools;     // the agent's name of the tool; text conditions
  std::vector<std::string> agents;
  std::vector<std::string> carriers;  // some carrier meets one of these text conditions
  std::vector<Knowledge> knowledge;
  std::vector<Place> places;
  std::optional<EffectCondition> effect;
  std::string command;  // exact words; a last * admits more
  std::string pattern;  // RE2 over the masked action
  bool raw = false;     // pattern: over the unmasked action, and over the call's whole text
};

// A call that a rule must, or must not, speak of. Judged in a standard repository: root /repo,
// home /home/dev.
struct Example {
  Call call;
  std::vector<std::string> fetched;  // downloaded earlier in the session
  std::vector<std::string> written;  // written earlier in the session
  std::string place;                 // "git.json:12:20", for messages
};

struct Rule {
  std::string id;  // "git.push-force"
  Ruling ruling = Ruling::deny;
  Risk risk = Risk::medium;
  std::string reason;
  std::string instead;
  Condition match;
  std::vector<Condition> unless;  // of effects: of the same effect that `match` found
  std::vector<Example> catches;
  std::vector<Example> passes;
  std::string pack;   // empty for a rule of judge.json
  std::string layer;  // "pack git", "judge.json:14"
};

}  // namespace gavel::rules
