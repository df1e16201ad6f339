#include "server/pipeline.h"

#include <algorithm>
#include <exception>
#include <vector>

#include "policy/evaluate.h"
#include "policy/layers.h"
#include "policy/settle.h"
#include "policy/strictest.h"
#include "server/facts/recording.h"
#include "server/hearing.h"
#include "server/row.h"
#include "server/touched.h"

namespace gavel::server {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

constexpr const char* client_left = "the client went away before the judge had answered";
constexpr const char* no_policy = "no policy governs this folder";
// What an agent may have written itself, or what governs only a path it touches, gives no leave.
constexpr const char* untrusted_allow =
    " (left to the agent's own permissions: no policy that a person trusts or that stood here "
    "before the agent did governs this folder; a person may type: gavel trust)";

Decision denied(Class why, std::string rule, std::string reason, std::string instead) {
  Decision decision;
  decision.answer = Answer::deny;
  decision.why = why;
  decision.rule = std::move(rule);
  decision.reason = std::move(reason);
  decision.instead = std::move(instead);
  return decision;
}

void append(Faults& into, const Faults& from) {
  into.insert(into.end(), from.begin(), from.end());
}

std::string joined(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults) text += (text.empty() ? "" : "; ") + fault.message();
  return text;
}

bool are_same(const Holding& a, const Holding& b) {
  return a.policy == b.policy && a.root == b.root;
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

Decision folder_unseen(const Fault& fault) {
  return denied(Class::unavailable, "gateway.unseen", fault.where + ": " + fault.what, fault.help);
}

Decision policy_unreadable(const Faults& faults) {
  return denied(Class::unavailable, "gateway.policy",
                "the policy of this folder cannot be used: " + joined(faults),
                "the user mends it; `gavel policy check FILE` says what is wrong");
}

audit::Record row_of(const state::Deed& deed, std::string id) {
  audit::Record row;
  row.id = std::move(id);
  row.time_ms = deed.time_ms;
  row.uid = deed.uid;
  row.agent = "person";
  row.tool = "gavel";
  row.cwd = row.repo = deed.folder;
  row.command = redacted(deed.text);
  row.reason = redacted(deed.reason);
  row.ruling = name_of(Ruling::allow);
  row.answer = name_of(Answer::allow);
  row.why = name_of(Class::human);
  row.risk = name_of(Risk::high);
  return row;
}

Decision defective(const std::string& what) {
  return denied(Class::unavailable, "gateway.defect", "a defect of the gateway: " + what, "");
}

}  // namespace

// One policy's view of the call: that of its folder, and that of the session's first.
struct View {
  Holding holding;
  std::shared_ptr<const policy::Policy> policy;  // the holding's, or stricter
  Inputs inputs;
  policy::Evaluation evaluation;
};

struct Pipeline::Matter {
  explicit Matter(const Proposal& given) : proposal(given) {}

  const Proposal& proposal;
  Time arrived;
  Session* session = nullptr;
  Vantage vantage;  // paths of the call are the agent's, those of policies ours
  Faults unseen;    // why the call's folder cannot be looked at
  std::unique_ptr<Facts> world;
  std::unique_ptr<facts::RecordingFacts> facts;
  bool bare = false;  // nothing governs: the answer is to stand aside
  std::vector<View> views;
  std::vector<Holding> touched;  // of governed folders that the call reaches into
  bool reached = false;          // only `touched` governs: nothing there gives leave
  std::size_t strictest = 0;
  std::shared_ptr<const policy::Policy> policy;  // of all the views that speak as one
  bool all_touched = true;
  std::string cwd;   // real path of the call's folder
  std::string root;  // and its repository root
  Faults policy_faults;
  std::optional<Opinion> opinion;
  std::string intent;  // what the judge was told of it
  bool left = false;   // whoever asked went away before the judge had answered
  Decision decision;
  std::int64_t evaluate_us = 0;
  std::int64_t judge_us = 0;

  const View& view() const { return views[strictest]; }
  // Some policy that governs never loaded; or none could be looked for; or the memory failed.
  bool unreadable() const { return views.empty() || !policy_faults.empty() || unreadable_view(); }
  bool unreadable_view() const {
    return std::any_of(views.begin(), views.end(),
                       [](const View& view) { return view.policy == nullptr; });
  }
};

asio::awaitable<Decision> Pipeline::decide(const Proposal& proposal) {
  Matter matter(proposal);
  std::string defect;
  try {
    matter.arrived = parts_.clock->now();
    open(matter);
    const bool governed =
        !matter.views.empty() || !matter.policy_faults.empty() || !matter.unseen.empty();
    matter.bare = !governed && stand_aside(matter);
    if (!matter.bare) co_await weigh(matter);
  } catch (const std::exception& error) {
    defect = error.what();
    if (defect.empty()) defect = "unnamed";
  }
  if (!defect.empty()) {
    matter.bare = false;
    matter.decision = defective(defect);
  }
  co_await enter_deeds();
  if (matter.bare) co_return server::stand_aside();
  co_await enter(matter);
  co_return matter.decision;
}

// evaluate -> escalate -> settle, or straight to the denial that is due.
asio::awaitable<void> Pipeline::weigh(Matter& matter) {
  if (!matter.proposal.faults.empty()) {
    matter.decision = not_understood(matter.proposal.faults);
    co_return;
  }
  if (!matter.unseen.empty()) {
    matter.decision = folder_unseen(matter.unseen.front());
    co_return;
  }
  if (!matter.unreadable()) evaluate(matter);
  // Looking at what the call touches may have met a policy that cannot be used.
  if (matter.unreadable()) {
    matter.decision = policy_unreadable(matter.policy_faults);
    co_return;
  }
  if (matter.view().evaluation.verdict.ruling == Ruling::escalate) co_await consult(matter);
  settle(matter);
}

void Pipeline::heed_words(const Call& said) {
  parts_.sessions->intend(said.agent, said.session, said.intent);
}

// The policies of the call's folder and of its session's first governed one.
void Pipeline::open(Matter& matter) {
  const Call& call = matter.proposal.call;
  parts_.begin();
  matter.session = &parts_.sessions->of(call.agent, call.session);
  // A call whose folder could not be read is answered as if a policy governed it.
  if (call.cwd.empty() || call.cwd[0] != '/') {
    matter.policy_faults.push_back({FaultKind::missing, "cwd", "expected an absolute path", ""});
    return;
  }
  if (!look_from(matter)) return;
  Holding holding = parts_.hold(*matter.vantage.here(call.cwd), call.agent);
  matter.cwd = holding.cwd.empty() ? call.cwd : holding.cwd;
  matter.root = holding.root;
  add_view(matter, std::move(holding));
  if (matter.unreadable_view()) return;
  add_first_folder(matter);
  const bool known = std::any_of(matter.views.begin(), matter.views.end(),
                                 [](const View& view) { return view.holding.local; });
  // A folder that is gone is judged by what holds around it or held in the session; else by nobody.
  if (!matter.vantage.sees() && !known) matter.unseen = {unseen(call.cwd, "it is not there")};
}

bool Pipeline::look_from(Matter& matter) const {
  if (!parts_.vantage) return true;
  const Proposal& proposal = matter.proposal;
  Result<Vantage> vantage = parts_.vantage(proposal.call.cwd, proposal.pid);
  if (!vantage.ok()) {
    matter.unseen = vantage.faults();
    return false;
  }
  matter.vantage = std::move(vantage).value();
  return true;
}

// Remembered in the file, so that neither a restart nor `cd` ends what began.
void Pipeline::add_first_folder(Matter& matter) {
  const Call& call = matter.proposal.call;
  std::string& first = matter.session->governed_folder;
  const std::string key = session_key(call.agent, call.session);
  if (first.empty() && !matter.session->looked_up) {
    const auto before = parts_.memory->first_folder(key);
    if (!before.ok()) {
      append(matter.policy_faults, before.faults());
      return;
    }
    matter.session->looked_up = true;
    if (*before) first = **before;
  }
  if (!first.empty()) {
    add_view(matter, parts_.hold(first, call.agent));
  } else if (!matter.views.empty() && matter.views.front().holding.local) {
    const std::string& folder = matter.views.front().holding.folder;
    const Status kept = parts_.memory->set_first_folder(key, folder);
    if (kept.ok()) {
      first = folder;
    } else {
      append(matter.policy_faults, kept.faults());
    }
  }
}

void Pipeline::add_view(Matter& matter, Holding holding) const {
  if (!holding.governed) return;
  if (holding.policy == nullptr) append(matter.policy_faults, holding.faults);
  const auto same = [&](const View& view) { return are_same(view.holding, holding); };
  if (std::any_of(matter.views.begin(), matter.views.end(), same)) return;
  View view;
  view.policy = holding.policy;
  view.holding = std::move(holding);
  matter.views.push_back(std::move(view));
}

// What the user's own file says holds wherever one stands and is in the views.
void Pipeline::add_touched(Matter& matter, const rules::Analysis& analysis) {
  const Touched found = touched(analysis);
  matter.all_touched = found.all;
  for (const std::string& path : found.paths) {
    const std::optional<std::string> here = matter.vantage.here(path);
    if (!here) continue;
    Holding holding = parts_.hold(*here, matter.proposal.call.agent);
    if (!holding.governed || (!holding.local && holding.policy != nullptr)) continue;
    const auto viewed = [&](const View& view) { return are_same(view.holding, holding); };
    const auto known = [&](const Holding& other) { return are_same(other, holding); };
    if (std::any_of(matter.views.begin(), matter.views.end(), viewed)) continue;
    if (std::any_of(matter.touched.begin(), matter.touched.end(), known)) continue;
    if (holding.policy == nullptr) append(matter.policy_faults, holding.faults);
    matter.touched.push_back(std::move(holding));
  }
}

Inputs Pipeline::inputs_for(const Matter& matter, const std::string& root) const {
  Inputs inputs = ground(parts_.self, matter.vantage.theirs(root, matter.proposal.call.cwd));
  matter.vantage.add_names(inputs.gavel_paths);
  mark_inputs(*matter.session, inputs);
  return inputs;
}

// True when neither the folder, nor the session, nor a path the call touches is governed.
bool Pipeline::stand_aside(Matter& matter) {
  const Call& call = matter.proposal.call;
  if (matter.proposal.faults.empty()) {
    matter.world = matter.vantage.over(parts_.facts());
    const rules::Analysis analysis =
        rules::analyse(call, inputs_for(matter, matter.root), *matter.world);
    add_touched(matter, analysis);
    matter.reached = !matter.touched.empty();
    for (Holding& holding : matter.touched) add_view(matter, std::move(holding));
    matter.touched.clear();
    if (matter.reached) return false;
  }
  const Status seen = parts_.memory->saw_bare(matter.root.empty() ? matter.cwd : matter.root);
  if (!seen.ok()) append(matter.policy_faults, seen.faults());
  return seen.ok();
}

void Pipeline::evaluate(Matter& matter) {
  const Time begun = parts_.clock->now();
  if (!matter.world) matter.world = matter.vantage.over(parts_.facts());
  matter.facts = std::make_unique<facts::RecordingFacts>(*matter.world);
  evaluate(matter, matter.views.front());
  if (!matter.reached) add_touched(matter, matter.views.front().evaluation.analysis);
  if (matter.unreadable()) return;
  if (!matter.touched.empty()) heed_touched(matter);
  for (std::size_t i = 1; i < matter.views.size(); ++i) evaluate(matter, matter.views[i]);
  choose(matter);
  matter.evaluate_us = since(begun);
}

// From where the call stands, by rules at least as strict as those of every folder it reaches into.
void Pipeline::heed_touched(Matter& matter) {
  for (View& view : matter.views) {
    for (const Holding& holding : matter.touched) {
      view.policy =
          std::make_shared<const policy::Policy>(policy::strictest(*view.policy, *holding.policy));
    }
  }
  evaluate(matter, matter.views.front());
}

void Pipeline::evaluate(Matter& matter, View& view) const {
  const policy::Policy& policy = *view.policy;
  view.inputs = inputs_for(matter, view.holding.root);
  const std::vector<policy::Grant> grants =
      parts_.memory->grants(matter.cwd, policy.grants.max_hours);
  view.evaluation =
      policy::evaluate(matter.proposal.call, policy, view.inputs, *matter.facts, grants);
  policy::Verdict& verdict = view.evaluation.verdict;
  if (!matter.all_touched && verdict.ruling == Ruling::allow) {
    verdict.ruling = Ruling::escalate;
    verdict.risk = Risk::high;
    verdict.rule = "gateway.touched";
    verdict.reason = "It touches more than " + std::to_string(most_touched) +
                     " paths, too many to look up the policy of each.";
  }
}

// The strictest of those that are enforced; policies that only watch decide only among themselves.
void Pipeline::choose(Matter& matter) const {
  const auto weight = [](const View& view) {
    const int enforced = view.policy->enforce ? 4 : 0;
    return enforced + static_cast<int>(view.evaluation.verdict.ruling);
  };
  for (std::size_t i = 1; i < matter.views.size(); ++i) {
    if (weight(matter.views[i]) > weight(matter.view())) matter.strictest = i;
  }
  matter.policy = matter.view().policy;
  for (const View& view : matter.views) {
    const bool speaks = view.policy->enforce && matter.policy->enforce;
    if (!speaks || view.policy == matter.view().policy) continue;
    matter.policy =
        std::make_shared<const policy::Policy>(policy::strictest(*matter.policy, *view.policy));
  }
}

asio::awaitable<void> Pipeline::consult(Matter& matter) {
  const Time begun = parts_.clock->now();
  const View& view = matter.view();
  const std::string& said = matter.proposal.call.intent;
  matter.intent = said.empty() ? intent_of(*matter.session) : said;
  const judge::Question question{matter.proposal.call,  view.evaluation, *matter.policy,
                                 view.inputs.repo_root, matter.intent,   matter.session->recent};
  const judge::Deadline deadline = deadline_of(matter);
  Hearing hearing =
      co_await hear(*parts_.judge, question, deadline, matter.proposal.presence.get());
  if (hearing.left) hearing.opinion.outage = client_left;
  matter.left = hearing.left;
  matter.opinion = std::move(hearing.opinion);
  matter.judge_us = since(begun);
}

void Pipeline::settle(Matter& matter) {
  const View& view = matter.view();
  Decision& decision = matter.decision;
  decision = policy::settle(view.evaluation.verdict, matter.opinion, *matter.policy);
  // There is nobody to be asked any more.
  if (matter.left && decision.answer == Answer::ask) {
    decision.answer = Answer::deny;
    decision.reason += std::string(" No judge answered (") + client_left + ").";
  }
  for (const View& each : matter.views) {
    if (!each.holding.note.empty()) decision.reason += " (" + each.holding.note + ")";
  }
  const auto may_allow = [](const View& each) {
    return !each.holding.only_tightens && each.policy->enforce;
  };
  const bool allowed =
      !matter.reached && std::any_of(matter.views.begin(), matter.views.end(), may_allow);
  if (decision.answer != Answer::allow || allowed) return;
  decision.would = decision.answer;
  decision.answer = Answer::abstain;
  decision.reason += untrusted_allow;
}

// What a person did with the passphrase while no gateway, or this one, ran.
asio::awaitable<void> Pipeline::enter_deeds() {
  const std::vector<state::Deed> deeds = parts_.memory->take_deeds();
  if (deeds.empty()) co_return;
  try {
    for (const state::Deed& deed : deeds) {
      audit::Record row = row_of(deed, parts_.next_id());
      const Status recorded = co_await parts_.recorder->record(std::move(row));
      if (!recorded.ok()) co_return;
    }
    parts_.memory->drop_deeds(deeds.back().number);
  } catch (const std::exception&) {
    // They stay in the state and are entered after the next start.
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
    circumstances.ruleset_hash = parts_.ruleset_hash;
    const View none;
    const View& view = matter.views.empty() ? none : matter.view();
    circumstances.inputs = view.inputs;
    facts::Recording answered;
    if (matter.facts) answered = matter.facts->recording(redacted);
    Call call = matter.proposal.call;
    if (call.intent.empty()) call.intent = matter.intent;
    audit::Record row =
        row_of(call, view.evaluation, matter.decision, view.holding, answered, circumstances);
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
  const policy::Policy& policy = *matter.policy;
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
