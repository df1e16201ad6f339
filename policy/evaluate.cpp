#include "policy/evaluate.h"

#include <cstddef>
#include <utility>

#include "policy/decide.h"
#include "policy/hosts.h"
#include "rules/match.h"

namespace gavel::policy {
namespace {

// The longest argument that Linux accepts, in bytes; a longer command could not run either.
constexpr std::size_t longest_command = 131'071;

void append(std::vector<std::string>& into, const std::vector<std::string>& from) {
  into.insert(into.end(), from.begin(), from.end());
}

}  // namespace

Inputs joined(Inputs inputs, const Policy& policy) {
  append(inputs.paths_allow, policy.paths.allow);
  append(inputs.paths_read_only, policy.paths.read_only);
  append(inputs.paths_deny, policy.paths.deny);
  append(inputs.paths_disposable, policy.paths.disposable);
  append(inputs.allow_hosts, policy.network.allow_hosts);
  inputs.protected_branches = policy.protected_branches;
  return inputs;
}

Evaluation evaluate(const Call& call, const Policy& policy, const Inputs& inputs, Facts& facts,
                    std::span<const Grant> grants) {
  Evaluation evaluation;
  evaluation.analysis = rules::analyse(call, joined(inputs, policy), facts);
  if (call.command.size() > longest_command) evaluation.analysis.over_cap = true;
  mark_allowed_hosts(evaluation.analysis.actions, policy.network.allow_hosts);
  evaluation.findings = rules::match(*policy.ruleset, call, evaluation.analysis);
  apply(grants, call, evaluation.analysis, policy, evaluation.findings);
  evaluation.verdict = decide(evaluation.analysis, evaluation.findings, policy);
  return evaluation;
}

}  // namespace gavel::policy
