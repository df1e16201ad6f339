#include "server/hooks/tools.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "server/wire/decode.h"
#include "server/wire/json.h"

namespace gavel::hooks {
namespace {

using nlohmann::json;

// Several spellings of one field may stand side by side: agents rename them between versions, and
// whatever is there is judged.
constexpr Field shell_fields[] = {{"command", Slot::command},
                                  {"dir_path", Slot::folder},
                                  {"directory", Slot::folder},
                                  {"workdir", Slot::folder}};
constexpr Field file_fields[] = {{"file_path", Slot::path},     {"path", Slot::path},
                                 {"filePath", Slot::path},      {"absolute_path", Slot::path},
                                 {"notebook_path", Slot::path}, {"paths", Slot::path}};
constexpr Field write_fields[] = {{"file_path", Slot::path},
                                  {"path", Slot::path},
                                  {"filePath", Slot::path},
                                  {"content", Slot::content},
                                  {"file_text", Slot::content}};
constexpr Field edit_fields[] = {{"file_path", Slot::path},
                                 {"path", Slot::path},
                                 {"filePath", Slot::path},
                                 {"notebook_path", Slot::path},
                                 {"new_string", Slot::content},
                                 {"newString", Slot::content},
                                 {"newText", Slot::content},
                                 {"new_source", Slot::content},
                                 {"edits", Slot::content, "new_string"}};
constexpr Field search_fields[] = {
    {"path", Slot::path}, {"dir_path", Slot::path}, {"paths", Slot::path}};
constexpr Field url_fields[] = {{"url", Slot::url}};
constexpr Field patch_fields[] = {
    {"command", Slot::command}, {"patchText", Slot::command}, {"input", Slot::command}};

constexpr Tool claude_code[] = {
    {"Bash", ToolKind::shell, shell_fields},       {"Read", ToolKind::read, file_fields},
    {"NotebookRead", ToolKind::read, file_fields}, {"Write", ToolKind::write, write_fields},
    {"Edit", ToolKind::edit, edit_fields},         {"MultiEdit", ToolKind::edit, edit_fields},
    {"NotebookEdit", ToolKind::edit, edit_fields}, {"Glob", ToolKind::glob, search_fields},
    {"LS", ToolKind::glob, search_fields},         {"Grep", ToolKind::grep, search_fields},
    {"WebFetch", ToolKind::web_fetch, url_fields}, {"mcp__*", ToolKind::mcp, {}},
};

constexpr Tool codex[] = {
    {"Bash", ToolKind::shell, shell_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"mcp__*", ToolKind::mcp, {}},
};

constexpr Tool gemini_cli[] = {
    {"run_shell_command", ToolKind::shell, shell_fields},
    {"read_file", ToolKind::read, file_fields},
    {"write_file", ToolKind::write, write_fields},
    {"replace", ToolKind::edit, edit_fields},
    {"glob", ToolKind::glob, search_fields},
    {"list_directory", ToolKind::glob, search_fields},
    {"search_file_content", ToolKind::grep, search_fields},
    {"grep_search", ToolKind::grep, search_fields},
    {"mcp_*", ToolKind::mcp, {}},
};

struct AgentTools {
  std::string_view agent;
  std::span<const Tool> tools;
};

constexpr AgentTools agents[] = {
    {"claude-code", claude_code},
    {"codex", codex},
    {"gemini-cli", gemini_cli},
};

// What a call of a kind cannot be judged without.
struct Need {
  ToolKind kind;
  Slot slot;
  const char* what;
};

constexpr Need needs[] = {
    {ToolKind::shell, Slot::command, "the command"},
    {ToolKind::patch, Slot::command, "the patch"},
    {ToolKind::read, Slot::path, "the file's path"},
    {ToolKind::write, Slot::path, "the file's path"},
    {ToolKind::edit, Slot::path, "the file's path"},
    {ToolKind::web_fetch, Slot::url, "the URL"},
};

bool names(const Tool& row, std::string_view tool) {
  if (row.name.back() != '*') return row.name == tool;
  const std::string_view prefix = row.name.substr(0, row.name.size() - 1);
  return tool.size() > prefix.size() && tool.substr(0, prefix.size()) == prefix;
}

const Tool* find(std::span<const Tool> tools, std::string_view tool) {
  const auto row = std::find_if(tools.begin(), tools.end(),
                                [&](const Tool& candidate) { return names(candidate, tool); });
  return row == tools.end() ? nullptr : &*row;
}

// A caller that names no agent we know may use any agent's names.
const Tool* find(std::string_view agent, std::string_view tool) {
  const std::span<const Tool> own = tools_of(agent);
  if (!own.empty()) return find(own, tool);
  for (const AgentTools& row : agents) {
    if (const Tool* found = find(row.tools, tool)) return found;
  }
  return nullptr;
}

Fault wrong_type(std::string where, const char* expected, const json& found) {
  return {FaultKind::type, std::move(where),
          std::string("expected ") + expected + ", got " + wire::kind_of(found), ""};
}

// Fills a Call slot by slot and keeps every fault on the way.
class Filler {
 public:
  Filler(Call& call, Faults& faults) : call_(call), faults_(faults) {}

  void take(const Field& field, const json& value);
  bool filled(Slot slot) const { return filled_[static_cast<std::size_t>(slot)]; }

 private:
  void take_each(const Field& field, const json& list, const std::string& where);
  void put(const Field& field, const std::string& text, const std::string& where);
  void move_to(const std::string& folder, const std::string& where);

  Call& call_;
  Faults& faults_;
  bool filled_[5] = {};
};

void Filler::take(const Field& field, const json& value) {
  const std::string where = "input: /" + std::string(field.key);
  if (value.is_null()) return;  // an optional field, said out loud
  if (value.is_array() && (field.slot == Slot::path || !field.inner.empty())) {
    take_each(field, value, where);
  } else if (value.is_string() && field.inner.empty()) {
    put(field, value.get_ref<const std::string&>(), where);
  } else {
    faults_.push_back(wrong_type(where, field.inner.empty() ? "text" : "a list", value));
  }
}

void Filler::take_each(const Field& field, const json& list, const std::string& where) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string place = where + "/" + std::to_string(i);
    const json* value = &list[i];
    if (!field.inner.empty()) {
      const auto inner = value->find(field.inner);
      if (!value->is_object() || inner == value->end()) {
        faults_.push_back(wrong_type(place, "an object with the new text", *value));
        continue;
      }
      value = &*inner;
    }
    if (!value->is_string()) {
      faults_.push_back(wrong_type(place, "text", *value));
      continue;
    }
    put(field, value->get_ref<const std::string&>(), place);
  }
}

void Filler::put(const Field& field, const std::string& text, const std::string& where) {
  const bool first = !filled(field.slot);
  filled_[static_cast<std::size_t>(field.slot)] = true;
  switch (field.slot) {
    case Slot::command:
    case Slot::url: {
      std::string& target = field.slot == Slot::command ? call_.command : call_.url;
      if (!first && target != text) {
        faults_.push_back({FaultKind::conflict, where, "another field says something else", ""});
      }
      target = text;
      break;
    }
    case Slot::path:
      call_.paths.push_back(text);
      break;
    case Slot::content:
      call_.content += (first ? "" : "\n") + text;
      break;
    case Slot::folder:
      move_to(text, where);
      break;
  }
}

void Filler::move_to(const std::string& folder, const std::string& where) {
  if (folder.empty() || folder == ".") return;
  const std::string target = folder[0] == '/' ? folder : call_.cwd + "/" + folder;
  const Result<std::string> decoded = wire::decode_folder(target, where);
  if (decoded) {
    call_.cwd = *decoded;
  } else {
    faults_.insert(faults_.end(), decoded.faults().begin(), decoded.faults().end());
  }
}

void check_needs(const Call& call, const Filler& filler, Faults& faults) {
  for (const Need& need : needs) {
    if (need.kind != call.kind || filler.filled(need.slot)) continue;
    faults.push_back({FaultKind::missing, "input",
                      std::string("expected ") + need.what + " for the tool " + call.tool, ""});
  }
}

}  // namespace

std::span<const Tool> tools_of(std::string_view agent) {
  for (const AgentTools& row : agents) {
    if (row.agent == agent) return row.tools;
  }
  return {};
}

Result<Call> to_call(std::string_view agent, std::string_view tool, const json& input,
                     std::string_view cwd) {
  if (tool.empty()) return Fault{FaultKind::missing, "tool", "expected the tool's name", ""};
  if (!input.is_object()) return wrong_type("input", "an object", input);
  const Result<std::string> folder = wire::decode_folder(cwd, "cwd");
  if (!folder) return folder.faults();

  Call call;
  call.agent = agent;
  call.tool = tool;
  call.cwd = *folder;
  call.input = wire::dump(input);
  Faults faults;
  Filler filler(call, faults);
  if (const Tool* known = find(agent, tool)) {
    call.kind = known->kind;
    for (const Field& field : known->fields) {
      const auto value = input.find(field.key);
      if (value != input.end()) filler.take(field, *value);
    }
    check_needs(call, filler, faults);
  }
  if (!faults.empty()) return faults;
  return call;
}

}  // namespace gavel::hooks
