#include "server/row.h"

#include <nlohmann/json.hpp>

#include "rules/model/names.h"
#include "rules/redact.h"
#include "server/audit/chain.h"

namespace gavel::server {
namespace {

using json = nlohmann::ordered_json;

std::string text_of(const json& value) {
  return redacted(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string actions_of(const rules::Analysis& analysis) {
  json list = json::array();
  for (const Action& action : analysis.actions) {
    list.push_back({{"command", action.printed},
                    {"program", action.program},
                    {"carriers", action.carriers},
                    {"place", name_of(action.place)},
                    {"knowledge", name_of(action.knowledge)},
                    {"negligible", action.negligible}});
  }
  return text_of(list);
}

json traits_of(Traits traits) {
  json list = json::array();
  for (const std::string_view name : all_names<Trait>()) {
    if (traits.has(*from_name<Trait>(name))) list.push_back(name);
  }
  return list;
}

std::string effects_of(const rules::Analysis& analysis) {
  json list = json::array();
  for (std::size_t i = 0; i < analysis.actions.size(); ++i) {
    for (const Effect& effect : analysis.actions[i].effects) {
      list.push_back({{"action", i},
                      {"kind", name_of(effect.kind)},
                      {"target", effect.target},
                      {"resolved", effect.resolved},
                      {"zone", name_of(effect.zone)},
                      {"traits", traits_of(effect.traits)}});
    }
  }
  return text_of(list);
}

std::string findings_of(const std::vector<Finding>& findings) {
  json list = json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"rule", finding.rule},
                    {"ruling", name_of(finding.ruling)},
                    {"risk", name_of(finding.risk)},
                    {"reason", finding.reason},
                    {"action", finding.action},
                    {"layer", finding.layer},
                    {"waiver", finding.waiver}});
  }
  return text_of(list);
}

const char* verdict_of(const Opinion& opinion) {
  if (opinion.verdict == Opinion::Verdict::approve) return "approve";
  return opinion.verdict == Opinion::Verdict::deny ? "deny" : "none";
}

std::string opinion_of(const Decision& decision) {
  if (!decision.opinion) return {};
  const Opinion& opinion = *decision.opinion;
  return text_of({{"model", opinion.model},
                  {"verdict", verdict_of(opinion)},
                  {"reason", opinion.reason},
                  {"tokens_in", opinion.tokens_in},
                  {"tokens_out", opinion.tokens_out},
                  {"cost_usd", opinion.cost_usd},
                  {"latency_us", opinion.latency_us},
                  {"cached", opinion.cached},
                  {"prompt_hash", opinion.prompt_hash},
                  {"outage", opinion.outage}});
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

void add_policy(const Governance& governance, audit::Record& record) {
  if (!governance.policy) return;
  // What an author wrote into rules may hold a secret too; the hash is of what is kept.
  record.policy_hash = governance.policy_hash;
  record.blobs.push_back({governance.policy_hash, governance.policy->canonical});
}

}  // namespace

std::string redacted(const std::string& text) {
  return rules::redact(text).text;
}

audit::Record row_of(const Call& call, const policy::Evaluation& evaluation,
                     const Decision& decision, const Governance& governance,
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
  record.repo = governance.repo_root;
  record.cwd = call.cwd;
  record.tool = call.tool;
  record.command = redacted(shown(call));
  record.call = redacted(call.input);
  record.actions = actions_of(evaluation.analysis);
  record.effects = effects_of(evaluation.analysis);
  record.findings = findings_of(evaluation.findings);
  record.facts = facts.json;
  for (const auto& [hash, text] : facts.texts) record.blobs.push_back({hash, text});
  add_scripts(evaluation.analysis, record);
  record.ruling = name_of(decision.ruling);
  record.opinion = opinion_of(decision);
  record.answer = name_of(decision.answer);
  record.why = name_of(decision.why);
  record.rule = decision.rule;
  record.risk = name_of(decision.risk);
  record.reason = redacted(decision.reason);
  record.instead = decision.instead;
  add_policy(governance, record);
  return record;
}

}  // namespace gavel::server
