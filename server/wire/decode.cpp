#include "server/wire/decode.h"

#include <array>

#include "server/wire/json.h"

namespace gavel::wire {
namespace {

using nlohmann::json;

constexpr std::size_t longest_path = 4096;
constexpr std::size_t longest_name = 1024;  // ids, sessions, names of tools and agents
constexpr std::size_t longest_intent = 16384;
constexpr std::uint64_t longest_deadline_ms = 3'600'000;

struct TextKey {
  const char* name;
  std::string JudgeRequest::*member;
  std::size_t longest;
  bool required;
};

constexpr TextKey text_keys[] = {
    {"id", &JudgeRequest::id, longest_name, false},
    {"agent", &JudgeRequest::agent, longest_name, false},
    {"session", &JudgeRequest::session, longest_name, false},
    {"tool", &JudgeRequest::tool, longest_name, false},
    {"cwd", &JudgeRequest::cwd, longest_path, true},
    {"intent", &JudgeRequest::intent, longest_intent, false},
};
constexpr std::string_view other_keys[] = {"input", "command", "deadline_ms"};

std::string at(std::string_view key) {
  return "body: /" + std::string(key);
}

bool known(std::string_view key) {
  for (const TextKey& row : text_keys) {
    if (key == row.name) return true;
  }
  for (const std::string_view name : other_keys) {
    if (key == name) return true;
  }
  return false;
}

void check_keys(const json& body, Faults& faults) {
  for (const auto& [key, value] : body.items()) {
    if (known(key)) continue;
    faults.push_back({FaultKind::unknown_key, at(key), "no such key",
                      "known are id, agent, session, tool, input, command, cwd, intent, "
                      "deadline_ms"});
  }
}

void read_text(const json& body, const TextKey& row, JudgeRequest& request, Faults& faults) {
  const auto found = body.find(row.name);
  if (found == body.end()) {
    if (!row.required) return;
    faults.push_back({FaultKind::missing, at(row.name), "expected text, got nothing", ""});
  } else if (!found->is_string()) {
    faults.push_back(
        {FaultKind::type, at(row.name), std::string("expected text, got ") + kind_of(*found), ""});
  } else if (found->get_ref<const std::string&>().size() > row.longest) {
    faults.push_back({FaultKind::limit, at(row.name),
                      "expected at most " + std::to_string(row.longest) + " bytes", ""});
  } else {
    request.*row.member = found->get<std::string>();
  }
}

void read_command(const json& command, JudgeRequest& request, Faults& faults) {
  if (!command.is_string()) {
    faults.push_back({FaultKind::type, at("command"),
                      std::string("expected text, got ") + kind_of(command), ""});
    return;
  }
  if (request.tool.empty()) request.tool = "Bash";
  request.input = {{"command", command}};
}

void read_input(const json& body, JudgeRequest& request, Faults& faults) {
  const auto input = body.find("input");
  const auto command = body.find("command");
  if (input != body.end() && command != body.end()) {
    faults.push_back(
        {FaultKind::conflict, at("command"), "stands beside /input", "give one of the two"});
  } else if (command != body.end()) {
    read_command(*command, request, faults);
  } else if (input == body.end()) {
    faults.push_back({FaultKind::missing, "body", "neither /command nor /input is there",
                      "give the tool's input, or the command to judge"});
  } else if (!input->is_object()) {
    faults.push_back({FaultKind::type, at("input"),
                      std::string("expected an object, got ") + kind_of(*input), ""});
  } else {
    request.input = *input;
    if (request.tool.empty()) {
      faults.push_back(
          {FaultKind::missing, at("tool"), "expected the tool's name, got nothing", ""});
    }
  }
}

void read_deadline(const json& body, JudgeRequest& request, Faults& faults) {
  const auto found = body.find("deadline_ms");
  if (found == body.end()) return;
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() < 1 ||
      found->get<std::uint64_t>() > longest_deadline_ms) {
    faults.push_back(
        {FaultKind::range, at("deadline_ms"),
         "expected 1 to " + std::to_string(longest_deadline_ms) + ", got " + dump(*found), ""});
    return;
  }
  request.deadline_ms = static_cast<std::uint32_t>(found->get<std::uint64_t>());
}

bool has_dots(std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part == "." || part == "..") return true;
    begin = end + 1;
  }
  return false;
}

std::string without_extra_slashes(std::string_view path) {
  std::string tidy;
  for (const char c : path) {
    if (c != '/' || tidy.empty() || tidy.back() != '/') tidy += c;
  }
  if (tidy.size() > 1 && tidy.back() == '/') tidy.pop_back();
  return tidy;
}

}  // namespace

Result<std::string> decode_folder(std::string_view text, std::string_view where) {
  const std::string place(where);
  if (text.empty() || text[0] != '/') {
    return Fault{FaultKind::range, place, "expected an absolute folder", ""};
  }
  if (text.size() > longest_path) {
    return Fault{FaultKind::limit, place,
                 "expected at most " + std::to_string(longest_path) + " bytes", ""};
  }
  if (text.find('\0') != std::string_view::npos) {
    return Fault{FaultKind::range, place, "a folder's name cannot hold NUL", ""};
  }
  if (has_dots(text)) {
    return Fault{FaultKind::range, place, "expected a folder without . and ..",
                 "give the folder's real path"};
  }
  return without_extra_slashes(text);
}

Result<JudgeRequest> decode_judge(std::string_view text) {
  Result<json> parsed = parse(text, "body");
  if (!parsed) return parsed.faults();
  const json& body = *parsed;
  if (!body.is_object()) {
    return Fault{FaultKind::type, "body", std::string("expected an object, got ") + kind_of(body),
                 ""};
  }
  JudgeRequest request;
  Faults faults;
  check_keys(body, faults);
  for (const TextKey& row : text_keys) read_text(body, row, request, faults);
  read_input(body, request, faults);
  read_deadline(body, request, faults);
  if (faults.empty()) {
    const Result<std::string> cwd = decode_folder(request.cwd, at("cwd"));
    if (!cwd) return cwd.faults();
    request.cwd = *cwd;
    return request;
  }
  return faults;
}

}  // namespace gavel::wire
