// Leave that a person gave, for a while, for what would else be escalated.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "rules/analyse.h"
#include "rules/model/call.h"
#include "rules/model/finding.h"
#include "rules/model/result.h"

namespace gavel::policy {

// One of command, input, words and rule says what it is for.
struct Grant {
  std::string id;
  std::string command;  // the exact text of a shell call
  std::string input;    // the exact input of a native tool's call
  std::string words;    // as a waiver's command: "make deploy *"
  std::string rule;     // whatever this rule escalates
  // With command and input: whose escalations the person saw. What any other rule escalates, as
  // when a script has changed since, escalates anew. Empty: none.
  std::vector<std::string> rules;
  std::string reason;
};

// Whether this can be granted at all: a rule's id, exact words or a text; never what protects
// Gavel itself. The message is for the person who asked.
Status check(const Grant& grant);

// Adds what the grants waive to `findings`, as rules "grant.ID" of the layer "grant".
// PRE: each is in force for this call's folder, agent and session: whoever keeps them sees to it.
// INVARIANT: lifts escalations only; never a denial, never what protects Gavel itself or could not
// be read.
void apply(std::span<const Grant> grants, const Call& call, const rules::Analysis& analysis,
           const Policy& policy, std::vector<Finding>& findings);

}  // namespace gavel::policy
