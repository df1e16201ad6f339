#include "server/replay/replay.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "policy/restore.h"
#include "server/facts/recording.h"
#include "server/hooks/tools.h"
#include "server/replay/inputs.h"

namespace gavel::replay {
namespace {

using nlohmann::json;

Result<Call> call_of(const audit::Record& record) {
  const json input = json::parse(record.call, nullptr, false);
  if (input.is_discarded()) {
    return Fault{FaultKind::syntax, "call", "the recorded input is not JSON", ""};
  }
  Result<Call> call = hooks::to_call(record.agent, record.tool, input, record.cwd);
  if (!call.ok()) return call;
  call->session = record.session;
  return call;
}

// The text they are kept as stands as the first of the recorded facts.
std::string inputs_text(const audit::Record& record, const Replayer::Lookup& lookup) {
  const json facts = json::parse(record.facts, nullptr, false);
  if (facts.is_array() && !facts.empty() && facts[0].is_array() && facts[0].size() == 2 &&
      facts[0][0] == "inputs" && facts[0][1].is_object()) {
    const auto hash = facts[0][1].find("sha256");
    if (hash != facts[0][1].end() && hash->is_string()) {
      return lookup(hash->get<std::string>()).value_or("");
    }
  }
  return "";
}

Inputs inputs_of(const audit::Record& record, const std::string& text) {
  Inputs inputs = inputs_from(text);
  if (inputs.repo_root.empty()) inputs.repo_root = record.repo;
  return inputs;
}

Faults at(const std::string& id, Faults faults) {
  for (Fault& fault : faults) fault.where = id + ": " + fault.where;
  return faults;
}

}  // namespace

Replayer::PolicyResult Replayer::make_policy(const audit::Record& record) const {
  if (variation_.policy) {
    policy::Source source = *variation_.policy;
    source.folder = record.repo.empty() ? record.cwd : record.repo;
    Result<policy::Policy> made = policy::compose({source}, record.repo);
    if (!made.ok()) return made.faults();
    return std::make_shared<const policy::Policy>(std::move(made).value());
  }
  const std::optional<std::string> text = lookup_(record.policy_hash);
  if (!text) return Fault{FaultKind::missing, "policy", "the policy of the day is not kept", ""};
  Result<policy::Policy> made = policy::restore(*text, record.repo);
  if (!made.ok()) return made.faults();
  return std::make_shared<const policy::Policy>(std::move(made).value());
}

Replayer::PolicyResult Replayer::policy_for(const audit::Record& record) {
  const std::string key = record.policy_hash + " " + record.repo;
  const auto known = policies_.find(key);
  if (known != policies_.end()) return known->second;
  PolicyResult made = make_policy(record);
  if (made.ok() && variation_.mode) {
    auto other = std::make_shared<policy::Policy>(**made);
    other->mode = *variation_.mode;
    made = std::shared_ptr<const policy::Policy>(std::move(other));
  }
  return policies_.emplace(key, std::move(made)).first->second;
}

Result<Again> Replayer::again(const audit::Row& row) {
  const audit::Record& record = row.record;
  Result<Call> call = call_of(record);
  if (!call.ok()) return at(record.id, call.faults());
  const PolicyResult policy = policy_for(record);
  if (!policy.ok()) return at(record.id, policy.faults());
  Result<facts::ReplayFacts> recorded = facts::ReplayFacts::parse(record.facts, lookup_);
  if (!recorded.ok()) return at(record.id, recorded.faults());

  Again again;
  again.call = std::move(call).value();
  again.policy = *policy;
  const std::string text = inputs_text(record, lookup_);
  const Inputs inputs = inputs_of(record, text);
  again.call.intent = intent_from(text);
  if (variation_.facts) {
    const std::unique_ptr<Facts> today = variation_.facts();
    again.evaluation = policy::evaluate(again.call, **policy, inputs, *today);
  } else {
    again.evaluation = policy::evaluate(again.call, **policy, inputs, *recorded);
    again.unanswered = recorded->unanswered();
  }
  return again;
}

}  // namespace gavel::replay
