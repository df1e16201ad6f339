#include "server/row.h"

#include <nlohmann/json.hpp>

#include "rules/redact.h"
#include "server/audit/chain.h"
#include "server/replay/inputs.h"
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

std::string keep(audit::Record& record, std::string text) {
  std::string hash = audit::sha256_hex(text);
  record.blobs.push_back({hash, std::move(text)});
  return hash;
}

void add_scripts(const rules::Analysis& analysis, audit::Record& record) {
  if (analysis.scripts.empty()) return;
  json list = json::array();
  for (const rules::Script& script : analysis.scripts) {
    std::string hash = keep(record, redacted(script.text));
    list.push_back({{"path", script.path}, {"sha256", std::move(hash)}, {"cut", script.cut}});
  }
  record.scripts = text_of(list);
}

// The facts are JSON of an array; the inputs, and what the user had asked for, become its first
// answer.
void add_facts(const facts::Recording& facts, const Inputs& inputs, const std::string& intent,
               audit::Record& record) {
  for (const auto& [hash, text] : facts.texts) record.blobs.push_back({hash, text});
  const json first = {"inputs",
                      {{"sha256", keep(record, replay::to_text(inputs, redacted(intent)))}}};
  const bool none = facts.json.size() <= 2;
  record.facts = "[" + first.dump() + (none ? "]" : "," + facts.json.substr(1));
}

// What was shown to the judge and what it said stand beside the row. An answer from the cache names
// the prompt that was kept when it was first given.
void add_opinion(const Opinion& opinion, audit::Record& record) {
  json row = wire::to_json(opinion);
  if (!opinion.prompt.empty()) record.blobs.push_back({opinion.prompt_hash, opinion.prompt});
  if (!opinion.reply.empty()) row["reply_hash"] = keep(record, opinion.reply);
  record.opinion = text_of(row);
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
  add_facts(facts, circumstances.inputs, call.intent, record);
  add_scripts(evaluation.analysis, record);
  record.ruling = name_of(decision.ruling);
  if (decision.opinion) add_opinion(*decision.opinion, record);
  record.answer = name_of(decision.answer);
  record.why = name_of(decision.why);
  record.rule = decision.rule;
  record.risk = name_of(decision.risk);
  record.reason = redacted(decision.reason);
  record.instead = decision.instead;
  add_policy(holding, record);
  record.ruleset_hash = circumstances.ruleset_hash;
  return record;
}

}  // namespace gavel::server
