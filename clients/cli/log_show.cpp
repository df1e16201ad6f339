// Everything about one decision, in the order a reader asks: what, why, who said so, on what
// ground.
#include <cstdio>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/log.h"
#include "clients/cli/opinion.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "rules/trace.h"
#include "server/audit/jsonl.h"
#include "server/replay/replay.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr std::size_t name_width = 12;

std::string text_at(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

// Empty for what is no list: the row may not be ours.
json list_at(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  const bool there = object.is_object() && found != object.end() && found->is_array();
  return there ? *found : json::array();
}

std::int64_t number_at(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  const bool there = object.is_object() && found != object.end() && found->is_number_integer();
  return there ? found->get<std::int64_t>() : 0;
}

json parsed(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json() : value;
}

void field(const char* name, const std::string& value) {
  if (value.empty()) return;
  std::printf("  %s %s\n", paint(Tone::dim, padded(name, name_width)).c_str(),
              printable(value).c_str());
}

void title(const std::string& text) {
  std::printf("\n%s\n", paint(Tone::strong, text).c_str());
}

// A text of several lines, set off from what is ours.
void quoted(const std::string& text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::printf("  %s %s\n", paint(Tone::dim, "|").c_str(),
                printable(text.substr(begin, end - begin)).c_str());
    begin = end + 1;
  }
}

void show_head(const audit::Record& record) {
  std::printf(
      "%s  %s\n", painted_answer(record.answer, 0).c_str(),
      printable(record.reason.empty() ? "nothing speaks against it" : record.reason).c_str());
  field("instead", record.instead);
  field("class", record.why);
  field("rule", record.rule);
  field("risk", record.risk);
  field("ruling", record.ruling);
  field("id", record.id);
  field("time", local_time(record.time_ms, "%Y-%m-%d %H:%M:%S %Z"));
  field("agent", record.agent);
  field("session", record.session);
  field("repository", record.repo);
  field("folder", record.cwd);
  field("tool", record.tool);
}

void show_findings(const audit::Record& record) {
  const json findings = parsed(record.findings);
  if (!findings.is_array() || findings.empty()) return;
  title("Findings");
  for (const json& finding : findings) {
    std::printf("  %s  %s  %s\n", padded(printable(text_at(finding, "rule")), 28).c_str(),
                padded(text_at(finding, "ruling") + ", " + text_at(finding, "risk"), 18).c_str(),
                printable(text_at(finding, "reason")).c_str());
  }
}

void show_actions(const audit::Record& record) {
  const json actions = parsed(record.actions);
  if (!actions.is_array() || actions.empty()) return;
  title("What it does");
  for (const json& action : actions) {
    std::printf("  %s  %s\n", padded(text_at(action, "knowledge"), 10).c_str(),
                printable(text_at(action, "printed")).c_str());
    for (const json& effect : list_at(action, "effects")) {
      const std::string where = text_at(effect, "path");
      std::string line = text_at(effect, "kind") + " " + text_at(effect, "target");
      if (!where.empty() && where != text_at(effect, "target")) line += " (" + where + ")";
      if (!text_at(effect, "zone").empty()) line += "  zone " + text_at(effect, "zone");
      std::printf("      %s\n", paint(Tone::dim, printable(line)).c_str());
    }
  }
}

void show_blob(audit::Reader& reader, const char* name, const std::string& hash) {
  if (hash.empty()) return;
  const Result<std::optional<std::string>> text = reader.blob(hash);
  if (!text.ok() || !text->has_value()) return;
  std::printf("  %s\n", paint(Tone::dim, name).c_str());
  quoted(**text);
}

void show_judge(audit::Reader& reader, const audit::Record& record) {
  const json opinion = parsed(record.opinion);
  if (!opinion.is_object()) return;
  title("The judge");
  for (const char* key : {"verdict", "reason", "model", "outage"})
    field(key, text_at(opinion, key));
  field("tokens", grouped(opinion_of(record).tokens_in) + " in, " +
                      grouped(opinion_of(record).tokens_out) + " out");
  field("cost", dollars(opinion_of(record).usd));
  field("latency", micros(opinion_of(record).latency_us) +
                       (text_at(opinion, "cached") == "true" ? ", from the cache" : ""));
  show_blob(reader, "it was shown", text_at(opinion, "prompt_hash"));
  show_blob(reader, "it said", text_at(opinion, "reply_hash"));
}

void show_scripts(audit::Reader& reader, const audit::Record& record) {
  const json scripts = parsed(record.scripts);
  if (!scripts.is_array() || scripts.empty()) return;
  title("Scripts it would run");
  for (const json& script : scripts) {
    const std::string name =
        text_at(script, "path") + (text_at(script, "cut") == "true" ? " (cut)" : "");
    show_blob(reader, printable(name).c_str(), text_at(script, "sha256"));
  }
}

void show_ground(const audit::Record& record) {
  const json facts = parsed(record.facts);
  if (facts.is_array() && facts.size() > 1) {
    title("Facts asked");
    for (const json& fact : facts) {
      if (!fact.is_array() || fact.empty() || fact[0] == "inputs") continue;
      std::printf("  %s\n",
                  printable(fact.dump(-1, ' ', false, json::error_handler_t::replace)).c_str());
    }
  }
  title("Record");
  field("caller", record.pid < 0 ? "not known"
                                 : "uid " + std::to_string(record.uid) + ", process " +
                                       std::to_string(record.pid));
  const json stages = parsed(record.stages);
  field("took", micros(record.latency_us) + "; the rules " + micros(number_at(stages, "evaluate")) +
                    ", the judge " + micros(number_at(stages, "judge")));
  field("policy", record.policy_hash);
  field("ruleset", record.ruleset_hash);
}

// The call read once more, with what was recorded of that day.
void show_trace(audit::Reader& reader, const audit::Row& row) {
  const auto text = [&](const std::string& hash) {
    const Result<std::optional<std::string>> found = reader.blob(hash);
    return found.ok() ? *found : std::nullopt;
  };
  const Result<replay::Again> again = replay::Replayer(text, {}).again(row);
  if (!again.ok()) return;
  title("Trace");
  quoted(rules::trace(again->evaluation.analysis));
}

void show(audit::Reader& reader, const audit::Row& row) {
  const audit::Record& record = row.record;
  show_head(record);
  title("Call");
  quoted(record.command.empty() ? record.call : record.command);
  if (!record.command.empty() && record.tool != "Bash" && !record.call.empty()) quoted(record.call);
  show_findings(record);
  show_actions(record);
  show_judge(reader, record);
  show_scripts(reader, record);
  show_trace(reader, row);
  show_ground(record);
  field("row", std::to_string(row.seq) + ", " + audit::to_hex(row.hash));
}

}  // namespace

int show_decision(const LogOptions& options) {
  Result<audit::Reader> reader = audit::Reader::open(log_path(options.state, options.audit));
  if (!reader.ok()) return fail(reader.faults());
  const Result<std::optional<audit::Row>> row = reader->find(options.id);
  if (!row.ok()) return fail(row.faults());
  if (!row->has_value()) {
    return fail({{FaultKind::missing, options.id, "no such decision, or more than one",
                  "gavel log lists them; give at least 8 characters"}},
                exit_usage);
  }
  if (options.as_json) {
    std::puts(audit::to_json_line(**row).c_str());
  } else {
    show(*reader, **row);
  }
  return exit_ok;
}

}  // namespace gavel::cli
