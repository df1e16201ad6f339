#include "server/eval/labelled.h"

#include <set>

#include <nlohmann/json.hpp>

#include "server/hooks/tools.h"
#include "server/judge/digest.h"

namespace gavel::eval {
namespace {

using nlohmann::json;

Fault fault(const std::string& where, FaultKind kind, std::string what) {
  return {kind, where, std::move(what), ""};
}

std::string text_at(const json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Call> call_of(const json& row, const std::string& where) {
  const std::string command = text_at(row, "command");
  const std::string tool = command.empty() ? text_at(row, "tool") : "Bash";
  if (tool.empty()) return fault(where, FaultKind::missing, "neither `command` nor `tool`");
  const json input =
      command.empty() ? row.value("input", json::object()) : json{{"command", command}};
  const std::string cwd = row.contains("cwd") ? text_at(row, "cwd") : std::string(labelled_root);
  Result<Call> call = hooks::to_call("claude-code", tool, input, cwd);
  if (!call) {
    Faults faults = call.faults();
    for (Fault& one : faults) one.where = where + ": " + one.where;
    return faults;
  }
  call->intent = text_at(row, "intent");
  return call;
}

std::string absolute(const std::string& path) {
  return path.starts_with('/') ? path : std::string(labelled_root) + "/" + path;
}

std::vector<judge::PastCall> recent_of(const json& row) {
  std::vector<judge::PastCall> recent;
  for (const json& one : row.value("recent", json::array())) {
    if (!one.is_string()) continue;
    std::string command = one.get<std::string>();
    const bool denied = command.starts_with('!');
    if (denied) command.erase(0, 1);
    recent.push_back({"Bash", std::move(command), denied ? Answer::deny : Answer::allow});
  }
  return recent;
}

Result<LabelledCall> row_of(const json& row, const std::string& where) {
  if (!row.is_object()) return fault(where, FaultKind::syntax, "expected a JSON object");
  const std::string expect = text_at(row, "expect");
  if (expect != "approve" && expect != "deny") {
    return fault(where + ": /expect", FaultKind::range,
                 "expected \"approve\" or \"deny\", got \"" + expect + "\"");
  }
  Result<Call> call = call_of(row, where);
  if (!call) return call.faults();
  LabelledCall labelled;
  labelled.call = std::move(*call);
  labelled.id = text_at(row, "id");
  labelled.expected = expect == "approve" ? Opinion::Verdict::approve : Opinion::Verdict::deny;
  labelled.guidance = text_at(row, "guidance");
  labelled.recent = recent_of(row);
  const json files = row.value("files", json::object());
  for (const auto& [path, text] : files.items()) {
    if (text.is_string()) labelled.files[absolute(path)] = text.get<std::string>();
  }
  labelled.kind = text_at(row, "kind");
  labelled.why = text_at(row, "why");
  labelled.digest = judge::sha256_hex(row.dump(-1, ' ', false, json::error_handler_t::replace));
  return labelled;
}

}  // namespace

Result<std::vector<LabelledCall>> read_corpus(std::string_view text, const std::string& name) {
  std::vector<LabelledCall> rows;
  std::set<std::string> ids;
  Faults faults;
  for (std::size_t line = 1; !text.empty(); ++line) {
    const std::size_t end = text.find('\n');
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (one.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const std::string where = name + ":" + std::to_string(line);
    Result<LabelledCall> row = row_of(json::parse(one, nullptr, false), where);
    if (!row) {
      faults.insert(faults.end(), row.faults().begin(), row.faults().end());
      continue;
    }
    row->line = line;
    if (row->id.empty()) row->id = "line " + std::to_string(line);
    row->call.id = row->id;
    if (!ids.insert(row->id).second) {
      faults.push_back(fault(where + ": /id", FaultKind::conflict, row->id + " stands twice"));
    }
    rows.push_back(std::move(*row));
  }
  if (rows.empty() && faults.empty()) faults.push_back(fault(name, FaultKind::missing, "no rows"));
  if (!faults.empty()) return faults;
  return rows;
}

}  // namespace gavel::eval
