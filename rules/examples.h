// Runs the examples that stand beside each rule: what it must catch and what it must let pass.
#pragma once

#include <vector>

#include "rules/model/call.h"
#include "rules/model/finding.h"
#include "rules/model/inputs.h"
#include "rules/model/result.h"
#include "rules/ruleset.h"

namespace gavel::rules {

// The repository examples are judged in: root /repo, home /home/dev, branches main and master
// protected, Gavel installed for the user.
Inputs example_inputs();

// What the rules say of an example, in that repository, with facts of a work branch whose files
// are neither ignored nor clean.
std::vector<Finding> judge_example(const Ruleset& ruleset, const Example& example);

// One fault for each example of each rule in force that its rule judges otherwise. A waiver
// catches when it covers the example. Costs an analysis per example.
Faults check_examples(const Ruleset& ruleset);

}  // namespace gavel::rules
