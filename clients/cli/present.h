// An evaluated call as people and scripts read it: one JSON row, or a few lines of text.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "policy/decision.h"
#include "policy/evaluate.h"
#include "rules/model/call.h"

namespace gavel::cli {

struct Judged {
  policy::Evaluation evaluation;
  std::string whence;  // layer, file and line of what decided: "judge.json:14:7 (repository)"
  std::string memory;  // what the gateway would answer without asking; may be empty
  std::optional<Decision> decision;  // none with --no-judge: then the ruling itself is the answer
};

// `check --json`: id, ruling, class, rule, risk, reason, instead; with a decision also answer and
// opinion.
nlohmann::json check_row(const Call& call, const Judged& judged);

// `explain --json`: the row of check and whence, commands, error, tree, actions, findings.
// `commands` holds every argv the parser saw, at any depth; a word that is not wholly known before
// run time is null.
nlohmann::json explain_row(const Call& call, const Judged& judged);

// Three to five lines for a person.
std::string check_text(const Judged& judged);

// The whole trace for a person.
std::string explain_text(const Judged& judged);

// ExitCode of the answer.
int exit_code_of(const Judged& judged);

}  // namespace gavel::cli
