#include "server/pipeline.h"

#include <algorithm>
#include <exception>
#include <vector>

#include "policy/evaluate.h"
#include "policy/settle.h"
#include "server/facts/recording.h"
#include "server/row.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

constexpr const char* no_policy = "no policy governs this folder";

Decision denied(Class why, std::string rule, std::string reason, std::string instead) {
  Decision decision;
  decision.answer = Answer::deny;
  decision.why = why;
  decision.rule = std::move(rule);
  decision.reason = std::move(reason);
  decision.instead = std::move(instead);
  return decision;
}

std::string joined(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "; ") + fault.message();
  return text;
}

Decision stand_aside() {
  policy::Verdict verdict;
  verdict.ruling = Ruling::allow;
  verdict.risk = Risk::low;
  verdict.reason = no_policy;
  return policy::stand_aside(verdict);
}

Decision not_understood(const Faults& faults) {
  return denied(Class::rule, "gateway.input", "the call could not be read: " + joined(faults),
                "repeat it in the form the tool's schema gives");
}

Decision policy_unreadable(const Faults& faults) {
  return denied(Class::unavailable, "gateway.policy",
                "the policy of this folder cannot be used: " + joined(faults),
                "the user mends it; `gavel policy check FILE` says what is wrong");
}

Decision defective(const std::string& what) {
  return denied(Class::unavailable, "gateway.defect", "a defect of the gateway: " + what, "");
}

}  // namespace

// One policy's view of the call; a session's first folder may add a second.
struct View {
  Holding holding;
  policy::Evaluation evaluation;
};

struct Pipeline::Matter {
  explicit Matter(const Proposal& given) : proposal(given) {}

  const Proposal& proposal;
  Time arrived;
  Session* session = nullptr;
  std::unique_ptr<Facts> world;
  std::unique_ptr<facts::RecordingFacts> facts;
  std::vector<View> views;
  std::size_t strictest = 0;
  Faults policy_faults;
  std::optional<Opinion> opinion;
  Decision decision;
  std::int64_t evaluate_us = 0;
  std::int64_t judge_us = 0;

  const View& view() const { return views[strictest]; }
  // Some policy that governs never loaded; or none could be looked for.
  bool unreadable() const {
    return views.empty() || std::any_of(views.begin(), views.end(), [](const View& view) {
             return view.holding.policy == nullptr;
           });
  }
};

asio::awaitable<Decision> Pipeline::decide(const Proposal& proposal) {
  Matter matter(proposal);
  bool governed = true;
  std::string defect;
  try {
    matter.arrived = parts_.clock->now();
    governed = govern(matter);
    if (governed) co_await weigh(matter);
  } catch (const std::exception& error) {
    defect = error.what();
    if (defect.empty()) defect = "unnamed";
  }
  if (!defect.empty()) matter.decision = defective(defect);
  if (!governed) co_return stand_aside();
  co_await enter(matter);
  co_return matter.decision;
}

// evaluate -> escalate -> settle, or straight to the denial that is due.
asio::awaitable<void> Pipeline::weigh(Matter& matter) {
  if (!matter.proposal.faults.empty()) {
    matter.decision = not_understood(matter.proposal.faults);
  } else if (matter.unreadable()) {
    matter.decision = policy_unreadable(matter.policy_faults);
  } else {
    evaluate(matter);
    if (matter.view().evaluation.verdict.ruling == Ruling::escalate) co_await consult(matter);
    settle(matter);
  }
}

// A call obeys the policy of its folder and that of its session's first governed one.
bool Pipeline::govern(Matter& matter) {
  const Call& call = matter.proposal.call;
  matter.session = &parts_.sessions->of(call.agent, call.session);
  // A call whose folder could not be read is answered as if a policy governed it.
  if (call.cwd.empty() || call.cwd[0] != '/') return true;
  add_view(matter, parts_.hold(call.cwd));
  std::string& first = matter.session->governed_folder;
  if (!first.empty()) add_view(matter, parts_.hold(first));
  if (matter.views.empty()) return false;
  if (first.empty()) first = matter.views.front().holding.folder;
  return true;
}

void Pipeline::add_view(Matter& matter, Holding holding) const {
  if (!holding.governed) return;
  if (holding.policy == nullptr) {
    matter.policy_faults.insert(matter.policy_faults.end(), holding.faults.begin(),
                                holding.faults.end());
  }
  const auto same = [&](const View& view) {
    return view.holding.policy == holding.policy && view.holding.root == holding.root;
  };
  if (std::any_of(matter.views.begin(), matter.views.end(), same)) return;
  matter.views.push_back({std::move(holding), {}});
}

void Pipeline::evaluate(Matter& matter) {
  const Time begun = parts_.clock->now();
  matter.world = parts_.facts();
  matter.facts = std::make_unique<facts::RecordingFacts>(*matter.world);
  for (std::size_t i = 0; i < matter.views.size(); ++i) {
    View& view = matter.views[i];
    Inputs inputs = ground(parts_.self, view.holding.root);
    mark_inputs(*matter.session, inputs);
    view.evaluation =
        policy::evaluate(matter.proposal.call, *view.holding.policy, inputs, *matter.facts);
    if (view.evaluation.verdict.ruling > matter.view().evaluation.verdict.ruling) {
      matter.strictest = i;
    }
  }
  matter.evaluate_us = since(begun);
}

asio::awaitable<void> Pipeline::consult(Matter& matter) {
  const Time begun = parts_.clock->now();
  const View& view = matter.view();
  const judge::Question question{matter.proposal.call,        view.evaluation,
                                 *view.holding.policy,        view.holding.root,
                                 matter.proposal.call.intent, matter.session->recent};
  const judge::Deadline deadline = deadline_of(matter);
  Opinion opinion = co_await parts_.judge->ask(question, deadline);
  matter.opinion = std::move(opinion);
  matter.judge_us = since(begun);
}

void Pipeline::settle(Matter& matter) {
  const View& view = matter.view();
  matter.decision = policy::settle(view.evaluation.verdict, matter.opinion, *view.holding.policy);
  if (!view.holding.note.empty()) {
    matter.decision.reason += " (" + view.holding.note + ")";
  }
}

// No record, no allow.
asio::awaitable<void> Pipeline::enter(Matter& matter) {
  const Status recorded = co_await record(matter);
  Decision& decision = matter.decision;
  if (!recorded && (decision.answer == Answer::allow || decision.answer == Answer::ask)) {
    const std::string id = decision.id;
    const Ruling ruling = decision.ruling;
    decision = denied(Class::unavailable, "gateway.audit",
                      "the audit log cannot be written, and nothing is allowed unrecorded: " +
                          joined(recorded.faults()),
                      "");
    decision.id = id;
    decision.ruling = ruling;
  }
  // The session may have been forgotten and made anew while the judge thought.
  const Call& call = matter.proposal.call;
  const rules::Analysis nothing;
  remember(parts_.sessions->of(call.agent, call.session), call,
           matter.views.empty() ? nothing : matter.view().evaluation.analysis, decision);
}

asio::awaitable<Status> Pipeline::record(Matter& matter) {
  std::string defect;
  try {
    matter.decision.id = parts_.next_id();
    Circumstances circumstances;
    circumstances.time_ms = parts_.clock->unix_ms();
    circumstances.uid = matter.proposal.uid;
    circumstances.pid = matter.proposal.pid;
    circumstances.latency_us = since(matter.arrived);
    circumstances.evaluate_us = matter.evaluate_us;
    circumstances.judge_us = matter.judge_us;
    const View none;
    const View& view = matter.views.empty() ? none : matter.view();
    facts::Recording answered;
    if (matter.facts) answered = matter.facts->recording(redacted);
    audit::Record row = row_of(matter.proposal.call, view.evaluation, matter.decision, view.holding,
                               answered, circumstances);
    Status status = co_await parts_.recorder->record(std::move(row));
    co_return status;
  } catch (const std::exception& error) {
    defect = error.what();
  }
  co_return Fault{FaultKind::internal, "audit", defect, ""};
}

// What the caller gives, less a tenth for the record and the way back; the policy's own bound on
// the judge comes first when it is shorter.
judge::Deadline Pipeline::deadline_of(const Matter& matter) const {
  const policy::Policy& policy = *matter.view().holding.policy;
  const Time by_policy = parts_.clock->now() + milliseconds(policy.judge.timeout_ms);
  if (!matter.proposal.deadline_ms) return by_policy;
  const milliseconds given(*matter.proposal.deadline_ms);
  return std::min(by_policy, matter.arrived + given - given / 10);
}

std::int64_t Pipeline::since(Time then) const {
  const auto passed = parts_.clock->now() - then;
  return std::chrono::duration_cast<std::chrono::microseconds>(passed).count();
}

}  // namespace gavel::server
