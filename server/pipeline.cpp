#include "server/pipeline.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "policy/evaluate.h"
#include "policy/settle.h"
#include "server/facts/recording.h"
#include "server/row.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

// What is kept back of the deadline for record and encode.
constexpr milliseconds reserve{150};

std::string messages_of(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "; ") + fault.message();
  return text;
}

// INVARIANT: never an allow.
Decision unavailable(std::string reason) {
  Decision decision;
  decision.answer = Answer::deny;
  decision.why = Class::unavailable;
  decision.reason = std::move(reason);
  return decision;
}

bool wants_judge(const policy::Verdict& verdict, const policy::Policy& policy) {
  return verdict.ruling == Ruling::escalate &&
         policy.judge.endpoint.provider != policy::Provider::none;
}

}  // namespace

// Everything one call gathers on its way.
struct Pipeline::Pass {
  Arrival arrival;
  Clock::Instant begun;
  Holding holding;
  Inputs inputs;
  std::unique_ptr<Facts> disk;
  std::unique_ptr<facts::RecordingFacts> facts;
  policy::Evaluation evaluation;
  std::optional<Opinion> opinion;
  Decision decision;  // denies until a stage says otherwise
  Stages stages;
};

asio::awaitable<Decision> Pipeline::decide(Arrival arrival) {
  Pass pass;
  pass.arrival = std::move(arrival);
  pass.begun = parts_.clock.now();
  pass.disk = parts_.make_facts();
  pass.facts = std::make_unique<facts::RecordingFacts>(*pass.disk);

  const bool holds = hold(pass);
  if (!pass.holding.governed) co_return pass.decision;
  if (holds) {
    evaluate(pass);
    if (wants_judge(pass.evaluation.verdict, *pass.holding.policy)) co_await escalate(pass);
    settle(pass);
  }
  co_await record(pass);
  parts_.sessions.note(pass.arrival.call, pass.evaluation.analysis, pass.decision);
  co_return pass.decision;
}

// False when there is nothing to evaluate with: no policy governs, or none of its files loads.
bool Pipeline::hold(Pass& pass) {
  pass.holding = parts_.hold(pass.arrival.call.cwd);
  if (!pass.holding.governed) {
    pass.decision = policy::stand_aside(policy::Verdict{});
    return false;
  }
  if (pass.holding.policy == nullptr) {
    pass.decision = unavailable("the policy cannot be read: " + messages_of(pass.holding.faults));
    return false;
  }
  pass.inputs = ground(*pass.holding.policy, parts_.self, pass.holding.root);
  add_marks(parts_.sessions.of(pass.arrival.call), pass.inputs);
  return true;
}

void Pipeline::evaluate(Pass& pass) {
  pass.evaluation =
      policy::evaluate(pass.arrival.call, *pass.holding.policy, pass.inputs, *pass.facts);
  pass.stages.evaluated = duration_cast<microseconds>(parts_.clock.now() - pass.begun).count();
}

asio::awaitable<void> Pipeline::escalate(Pass& pass) {
  milliseconds patience{pass.holding.policy->judge.timeout_ms};
  if (pass.arrival.deadline_ms) {
    patience = std::min(patience, milliseconds{*pass.arrival.deadline_ms} - reserve);
  }
  const judge::Question question{
      pass.arrival.call,        pass.evaluation,
      *pass.holding.policy,     pass.inputs.repo_root,
      pass.arrival.call.intent, parts_.sessions.of(pass.arrival.call).recent};
  const Clock::Instant deadline = pass.begun + patience;
  Opinion opinion = co_await parts_.judge.ask(question, deadline);
  pass.opinion = std::move(opinion);
  pass.stages.judged =
      duration_cast<microseconds>(parts_.clock.now() - pass.begun).count() - pass.stages.evaluated;
}

void Pipeline::settle(Pass& pass) {
  pass.decision = policy::settle(pass.evaluation.verdict, pass.opinion, *pass.holding.policy);
  // The last good policy holds, and the reply says that it is not the one on disk.
  if (!pass.holding.faults.empty()) {
    pass.decision.reason += " [an older policy is in force, the file on disk cannot be read: " +
                            messages_of(pass.holding.faults) + "]";
  }
}

asio::awaitable<void> Pipeline::record(Pass& pass) {
  pass.decision.id = parts_.ids.next();
  audit::Record row =
      row_of(pass.arrival.call, pass.evaluation, pass.decision, pass.holding.policy.get(),
             pass.inputs.repo_root, *pass.facts, pass.stages);
  row.time_ms = parts_.clock.unix_ms();
  row.uid = pass.arrival.uid;
  row.pid = pass.arrival.pid;
  row.latency_us = duration_cast<microseconds>(parts_.clock.now() - pass.begun).count();
  const Status status = co_await parts_.recorder.record(std::move(row));
  if (status.ok()) co_return;
  // Monitor mode enforces nothing, so an abstain stays one; everything else needs its row.
  if (pass.decision.answer == Answer::abstain) co_return;
  const std::string id = pass.decision.id;
  pass.decision =
      unavailable("the decision could not be recorded: " + status.faults()[0].message());
  pass.decision.id = id;
}

}  // namespace gavel::server
