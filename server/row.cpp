#include "server/row.h"

#include <nlohmann/json.hpp>

#include "rules/redact.h"
#include "server/audit/chain.h"
#include "server/wire/trace.h"

namespace gavel::server {
namespace {

using nlohmann::json;

std::string text_of(const json& value) {
  return redacted(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

// Every effect with the number of its action.
json effects_of(const rules::Analysis& analysis) {
  json list = json::array();
  for (std::size_t i = 0; i < analysis.actions.size(); ++i) {
    for (const Effect& effect : analysis.actions[i].effects) {
      json row = wire::to_json(effect);
      row["action"] = i;
      list.push_back(std::move(row));
    }
  }
  return list;
}

std::string shown(const Call& call) {
  if (!call.command.empty()) return call.command;
  if (!call.url.empty()) return call.url;
  return call.paths.empty() ? std::string() : call.paths.front();
}

void add_scripts(const rules::Analysis& analysis, audit::Record& record) {
  if (analysis.scripts.empty()) return;
  json list = json::array();
  for (const rules::Script& script : analysis.scripts) {
    std::string text = redacted(script.text);
    std::string hash = audit::sha256_hex(text);
    list.push_back({{"path", script.path}, {"sha256", hash}, {"cut", script.cut}});
    record.blobs.push_back({std::move(hash), std::move(text)});
  }
  record.scripts = text_of(list);
}

void add_policy(const Holding& holding, audit::Record& record) {
  if (holding.policy == nullptr) return;
  record.policy_hash = holding.hash;
  record.blobs.push_back({holding.hash, holding.policy->canonical});
}

}  // namespace

std::string redacted(const std::string& text) {
  return rules::redact(text).text;
}

audit::Record row_of(const Call& call, const policy::Evaluation& evaluation,
                     const Decision& decision, const Holding& holding,
                     const facts::Recording& facts, const Circumstances& circumstances) {
  audit::Record record;
  record.id = decision.id;
  record.time_ms = circumstances.time_ms;
  record.uid = circumstances.uid;
  record.pid = circumstances.pid;
  record.latency_us = circumstances.latency_us;
  record.stages =
      json({{"evaluate", circumstances.evaluate_us}, {"judge", circumstances.judge_us}}).dump();
  record.agent = call.agent;
  record.session = call.session;
  record.repo = holding.root;
  record.cwd = call.cwd;
  record.tool = call.tool;
  record.command = redacted(shown(call));
  record.call = redacted(call.input);
  record.actions = text_of(wire::to_json(evaluation.analysis.actions));
  record.effects = text_of(effects_of(evaluation.analysis));
  record.findings = text_of(wire::to_json(evaluation.findings));
  record.facts = facts.json;
  for (const auto& [hash, text] : facts.texts) record.blobs.push_back({hash, text});
  add_scripts(evaluation.analysis, record);
  record.ruling = name_of(decision.ruling);
  if (decision.opinion) record.opinion = text_of(wire::to_json(*decision.opinion));
  record.answer = name_of(decision.answer);
  record.why = name_of(decision.why);
  record.rule = decision.rule;
  record.risk = name_of(decision.risk);
  record.reason = redacted(decision.reason);
  record.instead = decision.instead;
  add_policy(holding, record);
  return record;
}

}  // namespace gavel::server
