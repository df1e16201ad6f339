#include "server/wire/trace.h"

#include <nlohmann/json.hpp>

namespace gavel::wire {
namespace {

using nlohmann::json;

template <class Bit>
json names_of(Bits<Bit> bits) {
  json names = json::array();
  for (std::uint32_t bit = 1; bit != 0; bit <<= 1) {
    if ((bits.raw() & bit) != 0) names.push_back(name_of(static_cast<Bit>(bit)));
  }
  return names;
}

const char* name_of_verdict(Opinion::Verdict verdict) {
  if (verdict == Opinion::Verdict::approve) return "APPROVE";
  return verdict == Opinion::Verdict::deny ? "DENY" : "none";
}

}  // namespace

json to_json(const Effect& effect) {
  json row = {{"kind", name_of(effect.kind)}, {"target", effect.target}};
  if (!effect.resolved.empty()) row["path"] = effect.resolved;
  if (effect.zone != Zone::none) row["zone"] = name_of(effect.zone);
  if (effect.traits.any()) row["traits"] = names_of(effect.traits);
  if (effect.marks.any()) row["marks"] = names_of(effect.marks);
  return row;
}

json to_json(const Action& action) {
  return {{"program", action.program},   {"subcommand", action.subcommand},
          {"printed", action.printed},   {"knowledge", name_of(action.knowledge)},
          {"carriers", action.carriers}, {"place", name_of(action.place)},
          {"cwd", action.cwd},           {"effects", to_json(action.effects)}};
}

json to_json(const Finding& finding) {
  return {{"rule", finding.rule},          {"ruling", name_of(finding.ruling)},
          {"risk", name_of(finding.risk)}, {"reason", finding.reason},
          {"instead", finding.instead},    {"action", finding.action},
          {"layer", finding.layer},        {"waiver", finding.waiver},
          {"begin", finding.span.begin},   {"end", finding.span.end}};
}

json to_json(const Opinion& opinion) {
  json row = {{"verdict", name_of_verdict(opinion.verdict)},
              {"reason", opinion.reason},
              {"model", opinion.model},
              {"prompt_hash", opinion.prompt_hash},
              {"tokens_in", opinion.tokens_in},
              {"tokens_out", opinion.tokens_out},
              {"cost_usd", opinion.cost_usd},
              {"latency_us", opinion.latency_us},
              {"cached", opinion.cached}};
  if (!opinion.outage.empty()) row["outage"] = opinion.outage;
  return row;
}

template <class T>
json to_json(const std::vector<T>& items) {
  json rows = json::array();
  for (const T& item : items) rows.push_back(to_json(item));
  return rows;
}

template json to_json(const std::vector<Effect>&);
template json to_json(const std::vector<Action>&);
template json to_json(const std::vector<Finding>&);

}  // namespace gavel::wire
