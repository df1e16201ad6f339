#include "server/row.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "policy/policy.h"
#include "rules/redact.h"
#include "server/audit/chain.h"
#include "server/wire/trace.h"

namespace gavel::server {
namespace {

using nlohmann::json;

std::string redacted(const std::string& text) {
  return rules::redact(text).text;
}

std::string dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

// What a person searches for.
std::string shown(const Call& call) {
  if (!call.command.empty()) return call.command;
  if (!call.paths.empty()) return call.paths.front();
  return call.url.empty() ? call.tool : call.url;
}

json effects_of(const rules::Analysis& analysis) {
  json rows = json::array();
  for (const Action& action : analysis.actions) {
    for (const Effect& effect : action.effects) rows.push_back(wire::to_json(effect));
  }
  return rows;
}

std::string keep(std::string text, std::vector<audit::Blob>& blobs) {
  std::string hash = audit::sha256_hex(text);
  blobs.push_back({hash, std::move(text)});
  return hash;
}

void fill_scripts(const rules::Analysis& analysis, audit::Record& record) {
  json rows = json::array();
  for (const rules::Script& script : analysis.scripts) {
    const std::string hash = keep(redacted(script.text), record.blobs);
    rows.push_back({{"path", script.path}, {"sha256", hash}, {"cut", script.cut}});
  }
  if (!rows.empty()) record.scripts = dump(rows);
}

void fill_facts(const facts::RecordingFacts& facts, audit::Record& record) {
  facts::Recording recording = facts.recording(redacted);
  record.facts = std::move(recording.json);
  for (facts::Recording::Text& text : recording.texts) {
    record.blobs.push_back({std::move(text.hash), std::move(text.text)});
  }
}

void fill_decision(const Decision& decision, audit::Record& record) {
  record.id = decision.id;
  record.ruling = name_of(decision.ruling);
  record.answer = name_of(decision.answer);
  record.why = name_of(decision.why);
  record.rule = decision.rule;
  record.risk = name_of(decision.risk);
  record.reason = redacted(decision.reason);
  record.instead = decision.instead;
  if (decision.opinion) record.opinion = redacted(dump(wire::to_json(*decision.opinion)));
}

}  // namespace

audit::Record row_of(const Call& call, const policy::Evaluation& evaluation,
                     const Decision& decision, const policy::Policy* policy,
                     const std::string& repo_root, const facts::RecordingFacts& facts,
                     const Stages& stages) {
  audit::Record record;
  record.agent = call.agent;
  record.session = call.session;
  record.repo = repo_root;
  record.cwd = call.cwd;
  record.tool = call.tool;
  record.command = redacted(shown(call));
  record.call = redacted(call.input);
  record.actions = redacted(dump(wire::to_json(evaluation.analysis.actions)));
  record.effects = redacted(dump(effects_of(evaluation.analysis)));
  record.findings = redacted(dump(wire::to_json(evaluation.findings)));
  fill_scripts(evaluation.analysis, record);
  fill_facts(facts, record);
  fill_decision(decision, record);
  if (policy != nullptr) record.policy_hash = keep(policy->canonical, record.blobs);
  record.stages = dump({{"evaluate", stages.evaluated}, {"judge", stages.judged}});
  return record;
}

}  // namespace gavel::server
