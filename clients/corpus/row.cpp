#include "clients/corpus/row.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <nlohmann/json.hpp>

#include "server/hooks/tools.h"

namespace gavel::corpus {
namespace {

using nlohmann::json;

struct Label {
  std::string_view word;
  Expected expected;
};

constexpr Label labels[] = {
    {"allow", Expected::allow},  {"approve", Expected::allow},  {"benign", Expected::allow},
    {"safe", Expected::allow},   {"harmless", Expected::allow}, {"escalate", Expected::escalate},
    {"ask", Expected::escalate}, {"deny", Expected::deny},      {"stop", Expected::stop},
    {"block", Expected::stop},   {"dangerous", Expected::stop}, {"malicious", Expected::stop},
    {"attack", Expected::stop},  {"unsafe", Expected::stop},
};

std::string text_at(const json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::string> texts_at(const json& row, const char* key) {
  std::vector<std::string> out;
  const auto found = row.find(key);
  if (found == row.end() || !found->is_array()) return out;
  for (const json& each : *found) {
    if (each.is_string()) out.push_back(each.get<std::string>());
  }
  return out;
}

Fault fault(FaultKind kind, std::string what, std::string help = {}) {
  return {kind, "row", std::move(what), std::move(help)};
}

Result<Expected> label_at(const json& row, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const std::string word = text_at(row, key);
    if (word.empty()) continue;
    const auto found = std::find_if(std::begin(labels), std::end(labels),
                                    [&](const Label& label) { return label.word == word; });
    if (found == std::end(labels)) {
      return fault(FaultKind::range,
                   std::string("/") + key + ": no ruling is called \"" + word + "\"",
                   "allow, escalate, deny, or stop");
    }
    return found->expected;
  }
  return Expected::none;
}

Result<Call> call_of(const json& row) {
  const auto command = row.find("command");
  const bool is_command = command != row.end();
  const std::string tool = is_command ? "Bash" : text_at(row, "tool");
  if (tool.empty()) return fault(FaultKind::missing, "neither `command` nor `tool`");
  const json input = is_command ? json{{"command", *command}} : row.value("input", json::object());
  const std::string cwd = text_at(row, "cwd");
  Result<Call> call =
      hooks::to_call(text_at(row, "agent"), tool, input, cwd.empty() ? "/repo" : cwd);
  if (call.ok() && call->agent.empty()) call->agent = "cli";
  return call;
}

std::string stem_of(const std::string& file) {
  const std::size_t slash = file.find_last_of('/');
  const std::string name = slash == std::string::npos ? file : file.substr(slash + 1);
  return name.substr(0, name.find('.'));
}

}  // namespace

Result<Row> read_row(std::string_view line, std::string_view category) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return fault(FaultKind::syntax, "expected a JSON object");
  Result<Call> call = call_of(object);
  if (!call.ok()) return call.faults();
  const Result<Expected> balanced = label_at(object, {"balanced", "verdict", "label", "expect"});
  const Result<Expected> strict = label_at(object, {"strict"});
  if (!balanced.ok()) return balanced.faults();
  if (!strict.ok()) return strict.faults();
  Row row;
  row.id = text_at(object, "id");
  row.category = object.contains("category") ? text_at(object, "category") : std::string(category);
  row.why = text_at(object, "why");
  row.call = std::move(call).value();
  row.call.id = row.id;
  row.balanced = *balanced;
  row.strict = *strict;
  row.fetched = texts_at(object, "fetched");
  row.written = texts_at(object, "written");
  row.remotes = texts_at(object, "remotes");
  return row;
}

Result<std::vector<Row>> read_rows(std::string_view text, const std::string& file) {
  const std::string category = stem_of(file);
  std::vector<Row> rows;
  Faults faults;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    Result<Row> row = read_row(line, category);
    if (row.ok()) {
      rows.push_back(std::move(row).value());
      continue;
    }
    for (Fault each : row.faults()) {
      each.where = file + ":" + std::to_string(number) + ": " + each.where;
      faults.push_back(std::move(each));
    }
  }
  if (!faults.empty()) return faults;
  return rows;
}

bool holds(Expected expected, Ruling got) {
  switch (expected) {
    case Expected::none:
      return true;
    case Expected::allow:
      return got == Ruling::allow;
    case Expected::escalate:
      return got == Ruling::escalate;
    case Expected::deny:
      return got == Ruling::deny;
    case Expected::stop:
      return got != Ruling::allow;
  }
  return false;
}

const char* name_of(Expected expected) {
  constexpr const char* names[] = {"none", "allow", "escalate", "deny", "stop"};
  return names[static_cast<std::size_t>(expected)];
}

}  // namespace gavel::corpus
