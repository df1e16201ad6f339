#include "rules/native.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "rules/globs.h"
#include "rules/patch.h"
#include "rules/print.h"

namespace gavel::rules {
namespace {

Effect effect_on(EffectKind kind, std::string target) {
  Effect effect;
  effect.kind = kind;
  effect.target = std::move(target);
  return effect;
}

Action named(const Call& call, std::string program, Knowledge knowledge) {
  Action action;
  action.tool = call.tool;
  action.program = std::move(program);
  action.knowledge = knowledge;
  action.cwd = call.cwd;
  return action;
}

void add_operand(Action& action, const std::string& text) {
  Argument word;
  word.text = text;
  action.operands.push_back(word);
  if (action.argv.empty()) {
    Argument head;
    head.text = action.program;
    action.argv.push_back(std::move(head));
  }
  action.argv.push_back(std::move(word));
}

void finish(Action& action) {
  if (action.argv.empty()) {
    Argument head;
    head.text = action.program;
    action.argv.push_back(std::move(head));
  }
  action.printed = print_words(action.argv);
  action.masked = action.printed;
}

Action on_paths(const Call& call, EffectKind kind, Knowledge knowledge) {
  Action action = named(call, name_of(call.kind), knowledge);
  for (const std::string& path : call.paths) {
    add_operand(action, path);
    Effect effect = effect_on(kind, path);
    const bool searches = call.kind == ToolKind::glob || call.kind == ToolKind::grep;
    if (searches) effect.traits |= Trait::recursive;
    if (searches && has_glob(path)) effect.traits |= Trait::glob;
    action.effects.push_back(std::move(effect));
  }
  if (call.paths.empty() && (call.kind == ToolKind::glob || call.kind == ToolKind::grep)) {
    Effect here = effect_on(kind, ".");
    here.traits |= Trait::recursive;
    action.effects.push_back(std::move(here));
  }
  if (action.effects.empty()) {
    action.knowledge = Knowledge::unknown;
    action.effects.push_back(effect_on(EffectKind::opaque, "the tool's input names no path"));
  }
  return action;
}

Action patch(const Call& call) {
  Action action = named(call, "patch", Knowledge::repo_edit);
  const PatchReading reading = read_patch(call.command);
  for (const PatchedFile& file : reading.files) {
    add_operand(action, file.path);
    switch (file.change) {
      case PatchedFile::Change::add:
      case PatchedFile::Change::update:
        action.effects.push_back(effect_on(EffectKind::write, file.path));
        break;
      case PatchedFile::Change::remove:
        action.effects.push_back(effect_on(EffectKind::remove, file.path));
        break;
      case PatchedFile::Change::rename_from:
        action.effects.push_back(effect_on(EffectKind::move, file.path));
        break;
    }
  }
  for (const std::string& path : call.paths) {
    add_operand(action, path);
    action.effects.push_back(effect_on(EffectKind::write, path));
  }
  if (!reading.understood) {
    action.knowledge = Knowledge::unknown;
    action.effects.push_back(
        effect_on(EffectKind::opaque, "a patch that names no file we could read"));
  }
  return action;
}

Action fetch(const Call& call) {
  Action action = named(call, "web_fetch", Knowledge::known);
  add_operand(action, call.url);
  Effect effect = effect_on(EffectKind::net_in, call.url);
  const std::string_view url = call.url;
  const std::size_t scheme = url.find("://");
  std::string_view host = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos)
    host.remove_prefix(at + 1);
  if (host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]"))
    effect.traits |= Trait::loopback;
  if (host.starts_with("169.254.169.254") || host.starts_with("metadata.google.internal"))
    effect.traits |= Trait::metadata;
  if (url.starts_with("file:")) {
    effect =
        effect_on(EffectKind::read, std::string(url.substr(url.starts_with("file://") ? 7 : 5)));
  }
  action.effects.push_back(std::move(effect));
  return action;
}

// What an MCP tool's name says it does; the first row whose word stands in the name wins.
struct VerbRow {
  std::string_view word;
  EffectKind kind;
  Knowledge knowledge;
};

constexpr std::array<VerbRow, 50> verbs{{
    {"delete", EffectKind::remote_destroy, Knowledge::known},
    {"destroy", EffectKind::remote_destroy, Knowledge::known},
    {"remove", EffectKind::remote_destroy, Knowledge::known},
    {"drop", EffectKind::remote_destroy, Knowledge::known},
    {"purge", EffectKind::remote_destroy, Knowledge::known},
    {"truncate", EffectKind::remote_destroy, Knowledge::known},
    {"wipe", EffectKind::remote_destroy, Knowledge::known},
    {"terminate", EffectKind::remote_destroy, Knowledge::known},
    {"kill", EffectKind::remote_destroy, Knowledge::known},
    {"revoke", EffectKind::remote_destroy, Knowledge::known},
    {"cancel", EffectKind::remote_destroy, Knowledge::known},
    {"execute", EffectKind::opaque, Knowledge::unknown},
    {"exec", EffectKind::opaque, Knowledge::unknown},
    {"run", EffectKind::opaque, Knowledge::unknown},
    {"eval", EffectKind::opaque, Knowledge::unknown},
    {"shell", EffectKind::opaque, Knowledge::unknown},
    {"terminal", EffectKind::opaque, Knowledge::unknown},
    {"publish", EffectKind::publish, Knowledge::known},
    {"send", EffectKind::publish, Knowledge::known},
    {"post", EffectKind::publish, Knowledge::known},
    {"merge", EffectKind::publish, Knowledge::known},
    {"deploy", EffectKind::publish, Knowledge::known},
    {"approve", EffectKind::publish, Knowledge::known},
    {"release", EffectKind::publish, Knowledge::known},
    {"transfer", EffectKind::publish, Knowledge::known},
    {"pay", EffectKind::publish, Knowledge::known},
    {"create", EffectKind::remote_change, Knowledge::known},
    {"update", EffectKind::remote_change, Knowledge::known},
    {"write", EffectKind::remote_change, Knowledge::known},
    {"edit", EffectKind::remote_change, Knowledge::known},
    {"set", EffectKind::remote_change, Knowledge::known},
    {"add", EffectKind::remote_change, Knowledge::known},
    {"put", EffectKind::remote_change, Knowledge::known},
    {"push", EffectKind::remote_change, Knowledge::known},
    {"upload", EffectKind::net_out, Knowledge::known},
    {"close", EffectKind::remote_change, Knowledge::known},
    {"move", EffectKind::remote_change, Knowledge::known},
    {"rename", EffectKind::remote_change, Knowledge::known},
    {"get", EffectKind::net_in, Knowledge::read_only},
    {"list", EffectKind::net_in, Knowledge::read_only},
    {"read", EffectKind::net_in, Knowledge::read_only},
    {"search", EffectKind::net_in, Knowledge::read_only},
    {"fetch", EffectKind::net_in, Knowledge::read_only},
    {"find", EffectKind::net_in, Knowledge::read_only},
    {"describe", EffectKind::net_in, Knowledge::read_only},
    {"view", EffectKind::net_in, Knowledge::read_only},
    {"query", EffectKind::net_in, Knowledge::known},
    {"show", EffectKind::net_in, Knowledge::read_only},
    {"browse", EffectKind::net_in, Knowledge::known},
    {"resolve", EffectKind::net_in, Knowledge::read_only},
}};

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// `word` as a whole word of a name in snake_case, kebab-case or camelCase.
bool has_word(std::string_view name, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= name.size(); ++at) {
    const std::string_view here = name.substr(at, word.size());
    const bool same = std::equal(here.begin(), here.end(), word.begin(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
    if (!same) continue;
    const bool begins = at == 0 || !letter(name[at - 1]) || (name[at] >= 'A' && name[at] <= 'Z');
    const std::size_t end = at + word.size();
    const bool ends =
        end == name.size() || !letter(name[end]) || (name[end] >= 'A' && name[end] <= 'Z');
    if (begins && ends) return true;
  }
  return false;
}

// Argument names that hold paths, and those that hold statements of a database.
constexpr std::string_view path_keys[] = {"path",   "file_path",   "filepath",  "file",
                                          "source", "destination", "directory", "folder",
                                          "target", "old_path",    "new_path",  "filename"};
constexpr std::string_view statement_keys[] = {"sql", "query", "statement", "command", "cypher"};
constexpr std::string_view changing_words[] = {
    "insert",  "update", "delete", "drop", "truncate", "alter",  "create", "grant",    "revoke",
    "replace", "merge",  "copy",   "call", "do",       "vacuum", "set",    "flushall", "remove"};

bool is_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with('~') || text.starts_with("./") ||
         text.starts_with("../") || text.starts_with("file://");
}

// A search for words is no statement: beside its verb a statement names what it is about.
bool changes_data(std::string_view statement) {
  static constexpr std::string_view objects[] = {"from",   "into",  "table",    "set",
                                                 "schema", "index", "database", "user",
                                                 "values", "view",  "role",     "on"};
  const auto holds = [&](std::string_view word) { return has_word(statement, word); };
  return std::any_of(std::begin(changing_words), std::end(changing_words), holds) &&
         (std::any_of(std::begin(objects), std::end(objects), holds) ||
          statement.find(';') != std::string_view::npos);
}

template <std::size_t N>
bool listed(const std::string_view (&keys)[N], std::string_view key) {
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

// Paths and statements among a tool's arguments, one level deep and in lists.
void read_input(const std::string& input, std::vector<std::string>& paths, Action& action) {
  const nlohmann::json root = nlohmann::json::parse(input, nullptr, false);
  if (!root.is_object()) return;
  const auto take = [&](const std::string& key, const nlohmann::json& value) {
    if (!value.is_string()) return;
    const std::string text = value.get<std::string>();
    const bool path = is_path(text) || (listed(path_keys, key) && text.size() < 4096);
    const bool known = std::find(paths.begin(), paths.end(), text) != paths.end();
    const bool whole_path = text.find('\n') == std::string::npos;
    if (path && whole_path && !known && key != "command" && key != "content")
      paths.push_back(text.starts_with("file://") ? text.substr(7) : text);
    if (listed(statement_keys, key) && changes_data(text)) {
      action.effects.push_back(effect_on(EffectKind::database, text.substr(0, 80)));
      action.knowledge = std::max(action.knowledge, Knowledge::known);
    }
  };
  for (const auto& [key, value] : root.items()) {
    take(key, value);
    if (!value.is_array()) continue;
    for (const nlohmann::json& item : value) take(key, item);
  }
}

Action mcp(const Call& call) {
  const std::size_t last = call.tool.rfind("__");
  const std::string name = last == std::string::npos ? call.tool : call.tool.substr(last + 2);
  Action action = named(call, call.tool, Knowledge::unknown);
  action.subcommand = name;
  const VerbRow* found = nullptr;
  for (const VerbRow& row : verbs) {
    if (found == nullptr && has_word(name, row.word)) found = &row;
  }
  Effect effect = effect_on(found ? found->kind : EffectKind::remote_change, call.tool);
  effect.traits |= Trait::remote_side;
  if (found != nullptr) action.knowledge = found->knowledge;
  action.effects.push_back(std::move(effect));
  const bool reads = action.knowledge == Knowledge::read_only;
  std::vector<std::string> paths = call.paths;
  read_input(call.input, paths, action);
  for (const std::string& path : paths) {
    add_operand(action, path);
    const bool gone = has_word(name, "move") || has_word(name, "rename");
    if (gone) action.effects.push_back(effect_on(EffectKind::move, path));
    action.effects.push_back(effect_on(reads ? EffectKind::read : EffectKind::write, path));
  }
  // What only touches files of this machine changes nothing elsewhere.
  if (!paths.empty() && action.effects.front().kind == EffectKind::remote_change)
    action.effects.erase(action.effects.begin());
  return action;
}

// Tools of agents that touch nothing outside the agent.
constexpr std::string_view inward[] = {"TodoWrite",
                                       "TodoRead",
                                       "Task",
                                       "Agent",
                                       "ExitPlanMode",
                                       "EnterPlanMode",
                                       "update_plan",
                                       "todowrite",
                                       "todoread",
                                       "think",
                                       "AskUserQuestion",
                                       "ask_user",
                                       "BashOutput",
                                       "KillShell",
                                       "KillBash",
                                       "Skill",
                                       "SlashCommand",
                                       "TaskOutput",
                                       "ToolSearch",
                                       "ListMcpResourcesTool",
                                       "ReadMcpResourceTool",
                                       "save_memory"};
constexpr std::string_view searches[] = {"WebSearch", "web_search", "google_web_search",
                                         "websearch", "search_web"};

Action other(const Call& call) {
  if (listed(inward, call.tool) && call.paths.empty())
    return named(call, call.tool, Knowledge::read_only);
  if (listed(searches, call.tool) && call.paths.empty()) {
    Action action = named(call, call.tool, Knowledge::known);
    action.effects.push_back(effect_on(EffectKind::net_in, "search"));
    return action;
  }
  Action action = named(call, call.tool, Knowledge::unknown);
  action.effects.push_back(effect_on(EffectKind::opaque, "a tool nobody described: " + call.tool));
  for (const std::string& path : call.paths) {
    add_operand(action, path);
    action.effects.push_back(effect_on(EffectKind::write, path));
  }
  return action;
}

}  // namespace

std::vector<Action> native_actions(const Call& call) {
  Action action;
  switch (call.kind) {
    case ToolKind::read:
    case ToolKind::glob:
    case ToolKind::grep:
      action = on_paths(call, EffectKind::read, Knowledge::read_only);
      break;
    case ToolKind::write:
    case ToolKind::edit:
      action = on_paths(call, EffectKind::write, Knowledge::repo_edit);
      break;
    case ToolKind::patch:
      action = patch(call);
      break;
    case ToolKind::web_fetch:
      action = fetch(call);
      break;
    case ToolKind::mcp:
      action = mcp(call);
      break;
    default:
      action = other(call);
      break;
  }
  finish(action);
  std::vector<Action> actions;
  actions.push_back(std::move(action));
  return actions;
}

}  // namespace gavel::rules
