#include "server/ui/one.h"

#include <map>
#include <optional>

#include <nlohmann/json.hpp>

#include "rules/trace.h"
#include "server/audit/jsonl.h"
#include "server/audit/query.h"
#include "server/replay/replay.h"
#include "server/ui/reply.h"
#include "server/ui/rows.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

constexpr std::int64_t most_alike = 200;  // looked at
constexpr std::size_t shown_alike = 12;
constexpr std::size_t longest_trace = 200'000;  // bytes

json parsed(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  return value.is_discarded() ? json() : value;
}

std::string text_at(const json& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<std::string> blob(audit::Reader& reader, const std::string& hash) {
  if (hash.empty()) return std::nullopt;
  const Result<std::optional<std::string>> text = reader.blob(hash);
  return text.ok() ? *text : std::nullopt;
}

void add_text(json& body, const char* name, const std::optional<std::string>& text) {
  if (text) body[name] = *text;
}

json scripts_of(audit::Reader& reader, const audit::Record& record) {
  json list = json::array();
  const json scripts = parsed(record.scripts);
  if (!scripts.is_array()) return list;
  for (const json& script : scripts) {
    json row = {{"path", text_at(script, "path")},
                {"cut", script.is_object() && script.value("cut", json()) == true}};
    add_text(row, "text", blob(reader, text_at(script, "sha256")));
    list.push_back(std::move(row));
  }
  return list;
}

// The stretch of the call's own text that a stretch of a text within it was made from.
Span in_own_text(const shell::Tree& tree, Span span) {
  while (span.source != 0 && span.source < tree.source_count()) {
    const std::optional<Span> parent = tree.source(span.source).parent;
    if (!parent) return {};
    span = *parent;
  }
  return span.source == 0 ? span : Span{};
}

json marks_of(const policy::Evaluation& evaluation) {
  json marks = json::array();
  for (const Finding& finding : evaluation.findings) {
    const Span span = in_own_text(evaluation.analysis.tree, finding.span);
    if (span.end <= span.begin) continue;
    marks.push_back({{"begin", span.begin},
                     {"end", span.end},
                     {"rule", finding.rule},
                     {"ruling", name_of(finding.ruling)}});
  }
  return marks;
}

// Offsets of that day are of a text that may have held secrets; these are of the text that is kept.
void add_reading(audit::Reader& reader, const audit::Row& row, json& body) {
  replay::Replayer replayer([&](const std::string& hash) { return blob(reader, hash); }, {});
  const Result<replay::Again> again = replayer.again(row);
  if (!again.ok()) return;
  std::string trace = rules::trace(again->evaluation.analysis);
  if (trace.size() > longest_trace) trace.resize(longest_trace);
  body["trace"] = std::move(trace);
  if (again->call.command == row.record.command) body["marks"] = marks_of(again->evaluation);
}

void add_neighbours(audit::Reader& reader, std::int64_t seq, json& body) {
  const auto newer = reader.after(seq, 1, {}, audit::Width::brief);
  if (newer.ok() && !newer->empty()) body["newer"] = newer->front().record.id;
  const auto older = reader.list({}, 1, seq, audit::Width::brief);
  if (older.ok() && !older->empty()) body["older"] = older->front().record.id;
}

net::Response show(audit::Reader& reader, const audit::Row& row) {
  const json opinion = parsed(row.record.opinion);
  json body = {{"row", parsed(audit::to_json_line(row))},
               {"scripts", scripts_of(reader, row.record)}};
  add_text(body, "prompt", blob(reader, text_at(opinion, "prompt_hash")));
  add_text(body, "reply", blob(reader, text_at(opinion, "reply_hash")));
  add_neighbours(reader, row.seq, body);
  add_reading(reader, row, body);
  return ok(body);
}

// "git push" of the action that decided, else of the first.
std::string shape_of(const audit::Record& record) {
  const json actions = parsed(record.actions);
  const json findings = parsed(record.findings);
  std::size_t at = 0;
  if (findings.is_array()) {
    for (const json& finding : findings) {
      if (text_at(finding, "rule") == record.rule) at = finding.value("action", std::size_t{0});
    }
  }
  if (!actions.is_array() || at >= actions.size()) return "";
  const std::string program = text_at(actions[at], "program");
  const std::string subcommand = text_at(actions[at], "subcommand");
  return subcommand.empty() ? program : program + " " + subcommand;
}

net::Response list_alike(audit::Reader& reader, const audit::Row& row) {
  audit::Filter filter;
  filter.text = shape_of(row.record);
  if (filter.text.empty()) filter.tool = row.record.tool;
  const auto found = reader.list(filter, most_alike, std::nullopt, audit::Width::brief);
  if (!found.ok()) return refusal(503, found.faults());
  json list = json::array();
  std::map<std::string, std::int64_t> counts;
  for (const audit::Row& other : *found) {
    if (other.seq == row.seq) continue;
    ++counts[other.record.answer];
    if (list.size() < shown_alike) list.push_back(line_of(other));
  }
  return ok(json{{"shape", filter.text}, {"rows", std::move(list)}, {"counts", counts}});
}

}  // namespace

net::Response of_row(const audit::Log& log, const std::string& id, Show show_it) {
  Result<audit::Reader> reader = audit::Reader::open(log);
  if (!reader) return refusal(503, reader.faults());
  const auto row = reader->find(id);
  if (!row) return refusal(503, row.faults());
  if (!*row) {
    return refusal(404, Fault{FaultKind::missing, id, "no such decision",
                              "give the id, or at least its first 8 characters"});
  }
  return show_it(*reader, **row);
}

net::Response one(const audit::Log& log, const std::string& id) {
  return of_row(log, id, show);
}

net::Response alike(const audit::Log& log, const std::string& id) {
  return of_row(log, id, list_alike);
}

}  // namespace gavel::ui
