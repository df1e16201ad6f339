#include "clients/cli/asking.h"

#include <chrono>
#include <vector>

#include <nlohmann/json.hpp>

#include "clients/cli/files.h"
#include "clients/cli/process.h"
#include "server/wire/json.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

// The hook client answers within 36 s of its own accord.
constexpr auto patience = std::chrono::seconds(45);

}  // namespace

Result<Permission> ask_gateway(const install::Words& words, const std::string& tool,
                               const json& input) {
  const json call = {{"hook_event_name", "tool_call"},
                     {"tool_name", tool},
                     {"cwd", folder_path("")},
                     {"tool_input", input}};
  std::vector<std::string> line = {
      words.hook,  "gavel",       "--socket", words.socket,
      "--gateway", words.gateway, "--owner",  std::to_string(words.owner)};
  if (!words.start) line.emplace_back("--no-start");
  if (words.deadline_ms > 0) {
    line.insert(line.end(), {"--deadline-ms", std::to_string(words.deadline_ms)});
  }
  const Result<Ran> ran = run_program(line, wire::dump(call), patience);
  if (!ran) return ran.faults();
  const Fault unknown{FaultKind::unavailable, words.hook, "gave no answer that we know", ran->err};
  if (ran->exit_code != 0) return unknown;
  if (ran->out.empty()) return Permission{true, ""};
  const json reply = json::parse(ran->out, nullptr, false);
  if (!reply.is_object()) return unknown;
  const std::string decision = reply.value("decision", "");
  if (decision == "allow") return Permission{true, ""};
  if (decision == "deny") return Permission{false, reply.value("reason", "")};
  return unknown;
}

std::string shell_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += text.empty() ? "'" : " '";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

}  // namespace gavel::cli
