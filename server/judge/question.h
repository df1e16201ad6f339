// Everything that is shown to a judge about one escalated call, and nothing else.
#pragma once

#include <string>
#include <vector>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "rules/model/call.h"

namespace gavel::judge {

// An earlier call of the same session: what was asked and what was answered, never its output.
struct PastCall {
  std::string tool;
  std::string command;  // the command, path or URL
  Answer answer = Answer::deny;
};

// INVARIANT: what it refers to outlives the `ask` it is passed to; a judge that works on after
// the asker went away keeps its own copies.
struct Question {
  const Call& call;
  const policy::Evaluation& evaluation;
  const policy::Policy& policy;
  std::string repo_root;         // real path; empty when the call is in no repository
  std::string intent;            // the user's own words, from a source the agent cannot write
  std::vector<PastCall> recent;  // oldest first; the last ten are shown
};

}  // namespace gavel::judge
