#include "server/wire/encode.h"

#include <nlohmann/json.hpp>

#include "policy/message.h"
#include "server/wire/json.h"

namespace gavel::wire {
namespace {

using json = nlohmann::ordered_json;

const char* name_of(Opinion::Verdict verdict) {
  switch (verdict) {
    case Opinion::Verdict::approve:
      return "approve";
    case Opinion::Verdict::deny:
      return "deny";
    case Opinion::Verdict::none:
      break;
  }
  return "none";
}

json opinion_of(const Opinion& opinion) {
  json value = {{"verdict", name_of(opinion.verdict)},
                {"reason", opinion.reason},
                {"model", opinion.model},
                {"tokens_in", opinion.tokens_in},
                {"tokens_out", opinion.tokens_out},
                {"cost_usd", opinion.cost_usd},
                {"latency_us", opinion.latency_us},
                {"cached", opinion.cached}};
  if (!opinion.prompt_hash.empty()) value["prompt_hash"] = opinion.prompt_hash;
  if (!opinion.outage.empty()) value["outage"] = opinion.outage;
  return value;
}

json fault_of(const Fault& fault) {
  return {{"error", fault.what}, {"where", fault.where}, {"help", fault.help}};
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string encode_decision(const Call& call, const Decision& decision) {
  json value = {{"id", decision.id}};
  if (!call.id.empty()) value["call"] = call.id;
  value["answer"] = gavel::name_of(decision.answer);
  value["class"] = gavel::name_of(decision.why);
  value["ruling"] = gavel::name_of(decision.ruling);
  value["risk"] = gavel::name_of(decision.risk);
  value["rule"] = decision.rule;
  value["reason"] = decision.reason;
  value["instead"] = decision.instead;
  value["message"] = policy::message(decision);
  if (decision.would) value["would"] = gavel::name_of(*decision.would);
  if (decision.opinion) value["opinion"] = opinion_of(*decision.opinion);
  return text_of(value);
}

std::string encode_faults(const Faults& faults) {
  json value = fault_of(faults.front());
  if (faults.size() > 1) {
    json all = json::array();
    for (const Fault& fault : faults) all.push_back(fault_of(fault));
    value["faults"] = std::move(all);
  }
  return text_of(value);
}

}  // namespace gavel::wire
