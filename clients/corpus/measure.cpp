#include "clients/corpus/measure.h"

#include <memory>

#include "clients/corpus/stage.h"
#include "policy/evaluate.h"
#include "server/judge/builtin.h"

namespace gavel::corpus {
namespace {

Inputs inputs_of(const Row& row) {
  Inputs inputs = stage_inputs();
  inputs.fetched_files = row.fetched;
  inputs.written_files = row.written;
  inputs.added_remotes = row.remotes;
  return inputs;
}

Outcome outcome_of(const Row& row, const Run& run) {
  const std::unique_ptr<Facts> facts = run.facts();
  const Inputs inputs = inputs_of(row);
  const std::int64_t begin = run.now_ns();
  const policy::Evaluation evaluation = policy::evaluate(row.call, run.policy, inputs, *facts);
  Outcome outcome;
  outcome.ns = run.now_ns() - begin;
  outcome.row = &row;
  outcome.expected = run.policy.mode == policy::Mode::strict ? row.strict : row.balanced;
  outcome.got = evaluation.verdict.ruling;
  outcome.rule = evaluation.verdict.rule;
  outcome.reason = evaluation.verdict.reason;
  outcome.risk = evaluation.verdict.risk;
  if (outcome.got == Ruling::escalate) {
    const Opinion opinion = judge::builtin_opinion(evaluation, run.policy.mode);
    outcome.approved = opinion.verdict == Opinion::Verdict::approve;
  }
  return outcome;
}

}  // namespace

std::vector<Outcome> measure(std::span<const Row> rows, const Run& run) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(rows.size());
  for (const Row& row : rows) {
    outcomes.push_back(outcome_of(row, run));
    run.progress(outcomes.size());
  }
  return outcomes;
}

}  // namespace gavel::corpus
