#include "clients/cli/rows.h"

#include <chrono>
#include <cstdio>
#include <iostream>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "server/hooks/tools.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

Fault row_fault(FaultKind kind, const std::string& where, const std::string& what) {
  return {kind, where, what, "a row is {\"command\": \"ls\"} or {\"tool\": ..., \"input\": {...}}"};
}

std::string text_at(const json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_string() ? found->get<std::string>() : "";
}

// At most ten times a second, so that a terminal does not become the slowest part.
class Progress {
 public:
  ~Progress() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }
  void step() {
    ++count_;
    if (!terminal_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    shown_ = true;
    std::fprintf(stderr, "\r%zu calls", count_);
  }

 private:
  bool terminal_ = isatty(STDERR_FILENO) == 1;
  bool shown_ = false;
  std::size_t count_ = 0;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<Call> call_of_row(std::string_view line, const std::string& folder) {
  const json row = json::parse(line, nullptr, false);
  if (row.is_discarded()) return row_fault(FaultKind::syntax, "row", "not JSON");
  if (!row.is_object()) return row_fault(FaultKind::type, "row", "expected an object");
  const auto command = row.find("command");
  const bool has_command = command != row.end();
  if (has_command && !command->is_string()) {
    return row_fault(FaultKind::type, "row: /command", "expected a string");
  }
  const std::string tool = has_command ? "Bash" : text_at(row, "tool");
  if (tool.empty()) return row_fault(FaultKind::missing, "row", "neither `command` nor `tool`");
  const json input = has_command ? json{{"command", *command}} : row.value("input", json::object());
  std::string cwd = text_at(row, "cwd");
  if (cwd.empty()) cwd = folder;
  const std::string agent = text_at(row, "agent");
  Result<Call> call = hooks::to_call(agent, tool, input, cwd);
  if (!call.ok()) return call;
  call->id = text_at(row, "id");
  if (call->agent.empty()) call->agent = "cli";
  return call;
}

std::size_t each_row(const std::string& folder, const std::function<json(const Call&)>& answer) {
  std::size_t wrong = 0;
  Progress progress;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Result<Call> call = call_of_row(line, folder);
    json row;
    if (call.ok()) {
      row = answer(*call);
    } else {
      ++wrong;
      const json parsed = json::parse(line, nullptr, false);
      const std::string id = parsed.is_object() ? text_at(parsed, "id") : "";
      row = {{"id", id}, {"error", call.faults()[0].message()}};
    }
    std::puts(row.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    progress.step();
  }
  return wrong;
}

}  // namespace gavel::cli
