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
constexpr Field shell_fields[] = {{"command", Slot::command},         {"commands", Slot::commands},
                                  {"dir_path", Slot::folder},         {"directory", Slot::folder},
                                  {"workdir", Slot::folder},          {"cwd", Slot::folder},
                                  {"working_directory", Slot::folder}};
constexpr Field file_fields[] = {{"file_path", Slot::path},     {"path", Slot::path},
                                 {"filePath", Slot::path},      {"absolute_path", Slot::path},
                                 {"notebook_path", Slot::path}, {"paths", Slot::path}};
constexpr Field listed_files_fields[] = {{"files", Slot::path, "path"}, {"paths", Slot::path}};
constexpr Field many_files_fields[] = {{"include", Slot::path}, {"paths", Slot::path}};
constexpr Field operations_fields[] = {{"path", Slot::path}, {"operations", Slot::path, "path"}};
constexpr Field write_fields[] = {{"file_path", Slot::path},   {"path", Slot::path},
                                  {"filePath", Slot::path},    {"content", Slot::content},
                                  {"contents", Slot::content}, {"file_text", Slot::content}};
constexpr Field edit_fields[] = {{"file_path", Slot::path},
                                 {"path", Slot::path},
                                 {"filePath", Slot::path},
                                 {"notebook_path", Slot::path},
                                 {"new_string", Slot::content},
                                 {"newString", Slot::content},
                                 {"newText", Slot::content},
                                 {"new_text", Slot::content},
                                 {"new_str", Slot::content},
                                 {"new_source", Slot::content},
                                 {"file_text", Slot::content},
                                 {"content", Slot::content},
                                 {"diff", Slot::content},
                                 {"code", Slot::content},
                                 {"insert_text", Slot::content},
                                 {"edits", Slot::content, "new_string newString newText new_text"},
                                 {"changes", Slot::content, "new_str"}};
constexpr Field many_edits_fields[] = {{"replacements", Slot::path, "filePath"},
                                       {"replacements", Slot::content, "newString"}};
constexpr Field search_fields[] = {{"path", Slot::path},
                                   {"dir_path", Slot::path},
                                   {"directory_path", Slot::path},
                                   {"folder", Slot::path},
                                   {"paths", Slot::path}};
constexpr Field url_fields[] = {{"url", Slot::url}};
constexpr Field listed_urls_fields[] = {{"requests", Slot::url, "url"}};
// What servers of files and of the web call these; the rest of an MCP tool's input is unknown.
constexpr Field mcp_fields[] = {{"path", Slot::path},      {"file_path", Slot::path},
                                {"filePath", Slot::path},  {"filename", Slot::path},
                                {"paths", Slot::path},     {"source", Slot::path},
                                {"directory", Slot::path}, {"destination", Slot::path}};
// Words that are run without a shell.
constexpr Field argument_fields[] = {{"command", Slot::words}, {"workdir", Slot::folder}};
constexpr Field patch_fields[] = {{"command", Slot::command},
                                  {"patchText", Slot::command},
                                  {"patch", Slot::command},
                                  {"input", Slot::command}};

// What stays inside the agent (its own list of tasks, a question to its user, a subagent whose own
// calls come to the hook) or goes where its conversation goes anyway (a search by its model's
// makers) looks at nothing here, and is judged as a listing of nothing.
constexpr ToolKind inward = ToolKind::glob;

constexpr Tool claude_code[] = {
    {"Bash", ToolKind::shell, shell_fields},
    {"Monitor", ToolKind::shell, shell_fields},
    {"Read", ToolKind::read, file_fields},
    {"NotebookRead", ToolKind::read, file_fields},
    {"Write", ToolKind::write, write_fields},
    {"Edit", ToolKind::edit, edit_fields},
    {"MultiEdit", ToolKind::edit, edit_fields},
    {"NotebookEdit", ToolKind::edit, edit_fields},
    {"Glob", ToolKind::glob, search_fields},
    {"LS", ToolKind::glob, search_fields},
    {"Grep", ToolKind::grep, search_fields},
    {"WebFetch", ToolKind::web_fetch, url_fields},
    {"mcp__*", ToolKind::mcp, mcp_fields},
    {"Agent", inward, {}},
    {"AskUserQuestion", inward, {}},
    {"BashOutput", inward, {}},
    {"EnterPlanMode", inward, {}},
    {"ExitPlanMode", inward, {}},
    {"KillShell", inward, {}},
    {"Skill", inward, {}},
    {"Task", inward, {}},
    {"TaskCreate", inward, {}},
    {"TaskGet", inward, {}},
    {"TaskList", inward, {}},
    {"TaskOutput", inward, {}},
    {"TaskStop", inward, {}},
    {"TaskUpdate", inward, {}},
    {"TodoWrite", inward, {}},
    {"ToolSearch", inward, {}},
    {"WebSearch", inward, {}},
};

constexpr Tool codex[] = {
    {"Bash", ToolKind::shell, shell_fields},
    {"shell", ToolKind::shell, argument_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"view_image", ToolKind::read, file_fields},
    {"mcp__*", ToolKind::mcp, mcp_fields},
    {"update_plan", inward, {}},
    {"web_search", inward, {}},
};

constexpr Tool gemini_cli[] = {
    {"run_shell_command", ToolKind::shell, shell_fields},
    {"read_file", ToolKind::read, file_fields},
    {"read_many_files", ToolKind::read, many_files_fields},
    {"write_file", ToolKind::write, write_fields},
    {"replace", ToolKind::edit, edit_fields},
    {"glob", ToolKind::glob, search_fields},
    {"list_directory", ToolKind::glob, search_fields},
    {"search_file_content", ToolKind::grep, search_fields},
    {"grep_search", ToolKind::grep, search_fields},
    {"mcp_*", ToolKind::mcp, mcp_fields},
    {"activate_skill", inward, {}},
    {"ask_user", inward, {}},
    {"complete_task", inward, {}},
    {"enter_plan_mode", inward, {}},
    {"exit_plan_mode", inward, {}},
    {"get_internal_docs", inward, {}},
    {"google_web_search", inward, {}},
    {"invoke_agent", inward, {}},
    {"update_topic", inward, {}},
    {"write_todos", inward, {}},
};

constexpr Tool opencode[] = {
    {"bash", ToolKind::shell, shell_fields},
    {"read", ToolKind::read, file_fields},
    {"write", ToolKind::write, write_fields},
    {"edit", ToolKind::edit, edit_fields},
    {"multiedit", ToolKind::edit, edit_fields},
    {"patch", ToolKind::patch, patch_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"glob", ToolKind::glob, search_fields},
    {"list", ToolKind::glob, search_fields},
    {"grep", ToolKind::grep, search_fields},
    {"webfetch", ToolKind::web_fetch, url_fields},
    {"invalid", inward, {}},
    {"question", inward, {}},
    {"skill", inward, {}},
    {"todoread", inward, {}},
    {"todowrite", inward, {}},
    {"*_*", ToolKind::mcp, mcp_fields},  // server_tool; its own such names stand above
};

constexpr Tool pi[] = {
    {"bash", ToolKind::shell, shell_fields},  {"read", ToolKind::read, file_fields},
    {"write", ToolKind::write, write_fields}, {"edit", ToolKind::edit, edit_fields},
    {"grep", ToolKind::grep, search_fields},  {"find", ToolKind::glob, search_fields},
    {"ls", ToolKind::glob, search_fields},
};

constexpr Tool cursor[] = {
    {"Shell", ToolKind::shell, shell_fields}, {"Read", ToolKind::read, file_fields},
    {"Write", ToolKind::write, write_fields}, {"Delete", ToolKind::write, file_fields},
    {"Edit", ToolKind::edit, edit_fields},    {"Grep", ToolKind::grep, search_fields},
    {"List", ToolKind::glob, search_fields},  {"Glob", ToolKind::glob, search_fields},
    {"MCP:*", ToolKind::mcp, mcp_fields},
};

constexpr Tool copilot_cli[] = {
    {"bash", ToolKind::shell, shell_fields},
    {"view", ToolKind::read, file_fields},
    {"create", ToolKind::write, write_fields},
    {"edit", ToolKind::edit, edit_fields},
    {"grep", ToolKind::grep, search_fields},
    {"glob", ToolKind::glob, search_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"web_fetch", ToolKind::web_fetch, url_fields},
    {"*-*", ToolKind::mcp, mcp_fields},  // server-tool; none of its own names holds a hyphen
    {"fetch_copilot_cli_documentation", inward, {}},
    {"list_agents", inward, {}},
    {"list_bash", inward, {}},
    {"read_agent", inward, {}},
    {"read_bash", inward, {}},
    {"report_intent", inward, {}},
    {"skill", inward, {}},
    {"stop_bash", inward, {}},
    {"update_todo", inward, {}},
};

constexpr Tool vscode[] = {
    {"run_in_terminal", ToolKind::shell, shell_fields},
    {"read_file", ToolKind::read, file_fields},
    {"create_file", ToolKind::write, write_fields},
    {"insert_edit_into_file", ToolKind::edit, edit_fields},
    {"replace_string_in_file", ToolKind::edit, edit_fields},
    {"multi_replace_string_in_file", ToolKind::edit, many_edits_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"list_dir", ToolKind::glob, search_fields},
    {"file_search", ToolKind::glob, search_fields},
    {"grep_search", ToolKind::grep, search_fields},
    {"mcp_*", ToolKind::mcp, mcp_fields},
    {"manage_todo_list", inward, {}},
};

constexpr Tool qwen_code[] = {
    {"run_shell_command", ToolKind::shell, shell_fields},
    {"read_file", ToolKind::read, file_fields},
    {"write_file", ToolKind::write, write_fields},
    {"edit", ToolKind::edit, edit_fields},
    {"replace", ToolKind::edit, edit_fields},
    {"glob", ToolKind::glob, search_fields},
    {"list_directory", ToolKind::glob, search_fields},
    {"grep_search", ToolKind::grep, search_fields},
    {"search_file_content", ToolKind::grep, search_fields},
    {"web_fetch", ToolKind::web_fetch, url_fields},
    {"mcp__*", ToolKind::mcp, mcp_fields},
    {"todo_write", inward, {}},
};

constexpr Tool cline[] = {
    {"execute_command", ToolKind::shell, shell_fields},
    {"run_commands", ToolKind::shell, shell_fields},
    {"read_file", ToolKind::read, file_fields},
    {"read_files", ToolKind::read, listed_files_fields},
    {"write_to_file", ToolKind::write, write_fields},
    {"replace_in_file", ToolKind::edit, edit_fields},
    {"editor", ToolKind::edit, edit_fields},
    {"apply_patch", ToolKind::patch, patch_fields},
    {"list_files", ToolKind::glob, search_fields},
    {"list_code_definition_names", ToolKind::glob, search_fields},
    {"search_files", ToolKind::grep, search_fields},
    {"search_codebase", ToolKind::grep, search_fields},
    {"fetch_web_content", ToolKind::web_fetch, listed_urls_fields},
    {"use_mcp_tool", ToolKind::mcp, mcp_fields},
    {"*__*", ToolKind::mcp, mcp_fields},  // server__tool
    {"ask_followup_question", inward, {}},
    {"ask_question", inward, {}},
    {"focus_chain", inward, {}},
};

constexpr Tool kiro[] = {
    {"shell", ToolKind::shell, shell_fields},
    {"execute_bash", ToolKind::shell, shell_fields},
    {"read", ToolKind::read, operations_fields},
    {"fs_read", ToolKind::read, operations_fields},
    {"write", ToolKind::edit, edit_fields},
    {"fs_write", ToolKind::edit, edit_fields},
    {"glob", ToolKind::glob, search_fields},
    {"grep", ToolKind::grep, search_fields},
    {"web_fetch", ToolKind::web_fetch, url_fields},
    {"@*", ToolKind::mcp, mcp_fields},
    {"thinking", inward, {}},
    {"todo_list", inward, {}},
};

constexpr Tool droid[] = {
    {"Execute", ToolKind::shell, shell_fields}, {"Read", ToolKind::read, file_fields},
    {"Create", ToolKind::write, write_fields},  {"Edit", ToolKind::edit, edit_fields},
    {"MultiEdit", ToolKind::edit, edit_fields}, {"ApplyPatch", ToolKind::patch, patch_fields},
    {"LS", ToolKind::glob, search_fields},      {"Glob", ToolKind::glob, search_fields},
    {"Grep", ToolKind::grep, search_fields},    {"FetchUrl", ToolKind::web_fetch, url_fields},
    {"mcp__*", ToolKind::mcp, mcp_fields},      {"TodoWrite", inward, {}},
};

constexpr Tool gavel_clients[] = {
    {"sh", ToolKind::shell, shell_fields},
    {"mcp__*", ToolKind::mcp, mcp_fields},
};

struct AgentTools {
  std::string_view agent;
  std::span<const Tool> tools;
};

constexpr AgentTools agents[] = {
    {"claude-code", claude_code},
    {"codex", codex},
    {"gemini-cli", gemini_cli},
    {"opencode", opencode},
    {"pi", pi},
    {"cursor", cursor},
    {"copilot-cli", copilot_cli},
    {"vscode", vscode},
    {"qwen-code", qwen_code},
    {"cline", cline},
    {"kiro", kiro},
    {"droid", droid},
    {"gavel", gavel_clients},
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

bool holds_the_middle(const Tool& row) {
  return row.name.front() == '*';
}

bool names(const Tool& row, std::string_view tool) {
  if (row.name.back() != '*') return row.name == tool;
  if (holds_the_middle(row)) {
    const std::string_view middle = row.name.substr(1, row.name.size() - 2);
    const std::size_t at = tool.find(middle, 1);
    return at != std::string_view::npos && at + middle.size() < tool.size();
  }
  const std::string_view prefix = row.name.substr(0, row.name.size() - 1);
  return tool.size() > prefix.size() && tool.substr(0, prefix.size()) == prefix;
}

const Tool* find(std::span<const Tool> tools, std::string_view tool) {
  const auto row = std::find_if(tools.begin(), tools.end(),
                                [&](const Tool& candidate) { return names(candidate, tool); });
  return row == tools.end() ? nullptr : &*row;
}

// A caller that names no agent we know may use any agent's names. What stands in the middle of one
// says something only where the agent is known.
const Tool* find(std::string_view agent, std::string_view tool) {
  const std::span<const Tool> own = tools_of(agent);
  if (!own.empty()) return find(own, tool);
  for (const AgentTools& row : agents) {
    const Tool* const found = find(row.tools, tool);
    if (found != nullptr && !holds_the_middle(*found)) return found;
  }
  return nullptr;
}

Fault wrong_type(std::string where, const std::string& expected, const json& found) {
  return {FaultKind::type, std::move(where),
          "expected " + expected + ", got " + wire::kind_of(found), ""};
}

// The first of the blank-separated keys that an object has; null when it has none, or is none.
const json* inner_of(const json& value, std::string_view keys) {
  while (value.is_object() && !keys.empty()) {
    const std::size_t end = std::min(keys.find(' '), keys.size());
    const auto found = value.find(keys.substr(0, end));
    if (found != value.end()) return &*found;
    keys.remove_prefix(std::min(end + 1, keys.size()));
  }
  return nullptr;
}

bool is_path(const json& value) {
  const auto is_text = [](const json& item) { return item.is_string(); };
  return value.is_string() ||
         (value.is_array() && std::all_of(value.begin(), value.end(), is_text));
}

std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
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
  bool filled_[7] = {};
};

void Filler::take(const Field& field, const json& value) {
  const std::string where = "input: /" + std::string(field.key);
  if (value.is_null()) return;  // an optional field, said out loud
  const bool listed =
      field.slot == Slot::path || field.slot == Slot::commands || field.slot == Slot::words;
  // What an MCP server means by a name of ours is its own affair; what is no path is none.
  if (call_.kind == ToolKind::mcp && !is_path(value)) return;
  // Cline's editors send a list as the text of one.
  const json said = value.is_string() && (field.slot == Slot::commands || !field.inner.empty())
                        ? json::parse(value.get_ref<const std::string&>(), nullptr, false)
                        : json();
  if (said.is_array()) return take_each(field, said, where);
  if (value.is_array() && (listed || !field.inner.empty())) {
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
    const json* value = field.inner.empty() ? &list[i] : inner_of(list[i], field.inner);
    if (value == nullptr) {
      faults_.push_back(wrong_type(place, "an object with " + std::string(field.inner), list[i]));
    } else if (!value->is_string()) {
      faults_.push_back(wrong_type(place, "text", *value));
    } else {
      put(field, value->get_ref<const std::string&>(), place);
    }
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
    case Slot::commands:
      filled_[static_cast<std::size_t>(Slot::command)] = true;
      call_.command += (call_.command.empty() ? "" : "\n") + text;
      break;
    case Slot::words:
      filled_[static_cast<std::size_t>(Slot::command)] = true;
      call_.command += (call_.command.empty() ? "" : " ") + quoted(text);
      break;
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
