// From a call to its actions: every command bash would run, with effects, zones and knowledge.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rules/model/action.h"
#include "rules/model/call.h"
#include "rules/model/facts.h"
#include "rules/model/inputs.h"
#include "rules/shell/ast.h"

namespace gavel::rules {

// A script that the call would run and that we read, for the judge and for replay.
struct Script {
  std::string path;
  std::string text;
  bool cut = false;  // only its beginning is here
};

struct Analysis {
  shell::Tree tree;             // of a shell call; empty for native tools
  std::vector<Action> actions;  // in the order bash would come to them
  // Every argv the parser saw, at any depth. A word not known before run time is null; a partly
  // known one is null too (its literal prefix stands in the action's argv). A row of one null is a
  // command of which nothing is known: a shell runs text that is read or made at run time.
  std::vector<std::vector<std::optional<std::string>>> commands;
  std::vector<Script> scripts;
  std::string error;      // what the parser did not understand; empty when it read all
  bool over_cap = false;  // a cap was hit: never an allow
};

struct AnalyseLimits {
  std::size_t actions = 2000;          // per call
  int nesting = 16;                    // scripts and sh -c within each other
  std::size_t script_bytes = 262'144;  // per script file read
};

// Total: what cannot be analysed becomes an action with the effect `opaque`.
Analysis analyse(const Call& call, const Inputs& inputs, Facts& facts, AnalyseLimits limits = {});

}  // namespace gavel::rules
