#include "rules/scope.h"

#include <algorithm>

namespace gavel::rules {
namespace {

bool same(const Argument& a, const Argument& b) {
  return a.known == b.known && a.text == b.text && a.marks == b.marks && a.glob == b.glob;
}

bool same(const shell::Value& a, const shell::Value& b) {
  return a.known == b.known && a.text == b.text && a.set == b.set && a.glob == b.glob &&
         a.array == b.array && a.marks == b.marks && a.elements.size() == b.elements.size() &&
         std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(),
                    [](const Argument& x, const Argument& y) { return same(x, y); });
}

shell::Value unknown_with(Marks marks, std::string why) {
  shell::Value value;
  value.known = Argument::Known::unknown;
  value.marks = marks;
  value.why = std::move(why);
  return value;
}

Marks marks_of(const shell::Value& value) {
  Marks marks = value.marks;
  for (const Argument& element : value.elements) marks |= element.marks;
  return marks;
}

// What bash itself sets, whatever was assigned.
bool is_dynamic(std::string_view name) {
  static constexpr std::string_view names[] = {
      "_",           "BASHPID",       "BASH_ARGC",     "BASH_ARGV", "BASH_COMMAND",
      "BASH_LINENO", "BASH_REMATCH",  "BASH_SUBSHELL", "COLUMNS",   "COMP_WORDBREAKS",
      "DIRSTACK",    "EPOCHREALTIME", "EPOCHSECONDS",  "FUNCNAME",  "GROUPS",
      "HISTCMD",     "LINENO",        "LINES",         "OPTARG",    "OPTIND",
      "PIPESTATUS",  "RANDOM",        "SECONDS",       "SRANDOM"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

void merge_variables(Scope& into, const Scope& other) {
  for (auto& [name, variable] : into.variables) {
    const auto found = other.variables.find(name);
    if (found == other.variables.end()) {
      const bool array = variable.value.array;
      variable.value = unknown_with(marks_of(variable.value), "$" + name);
      variable.value.array = array;
    } else if (!same(variable.value, found->second.value)) {
      const Marks marks = marks_of(variable.value) | marks_of(found->second.value);
      const bool array = variable.value.array || found->second.value.array;
      variable.value = unknown_with(marks, "$" + name);
      variable.value.array = array;
    }
  }
  for (const auto& [name, variable] : other.variables) {
    if (into.variables.count(name) > 0) continue;
    Variable unsure = variable;
    unsure.value = unknown_with(marks_of(variable.value), "$" + name);
    unsure.value.array = variable.value.array;
    into.variables.emplace(name, std::move(unsure));
  }
}

void add(std::vector<const shell::Node*>& bodies, const shell::Node* body) {
  if (std::find(bodies.begin(), bodies.end(), body) == bodies.end()) bodies.push_back(body);
}

// What only one of them defines is perhaps no function.
void merge_functions(Scope& into, const Scope& other) {
  for (auto& [name, bodies] : into.functions) {
    if (other.functions.count(name) == 0) add(bodies, nullptr);
  }
  for (const auto& [name, bodies] : other.functions) {
    const auto [mine, missing] = into.functions.try_emplace(name);
    for (const shell::Node* body : bodies) add(mine->second, body);
    if (missing) add(mine->second, nullptr);
  }
}

void merge_folders(Scope& into, const Scope& other) {
  if (into.folders.empty() || other.folders.empty()) {
    into.folders.clear();
    return;
  }
  into.folder_sure = into.folder_sure && other.folder_sure && into.folders == other.folders;
  for (const std::string& folder : other.folders) {
    if (std::find(into.folders.begin(), into.folders.end(), folder) == into.folders.end()) {
      into.folders.push_back(folder);
    }
  }
  if (into.folders.size() > most_folders) into.folders.clear();
}

bool same_positional(const Scope& a, const Scope& b) {
  return a.positional_known == b.positional_known && a.positional.size() == b.positional.size() &&
         std::equal(a.positional.begin(), a.positional.end(), b.positional.begin(),
                    [](const Argument& x, const Argument& y) { return same(x, y); });
}

}  // namespace

const shell::Value* Scope::find(std::string_view name) const {
  const auto found = variables.find(name);
  return found == variables.end() ? nullptr : &found->second.value;
}

void Scope::set(std::string_view name, shell::Value value, bool exported) {
  if (references.count(name) > 0 || is_dynamic(name))
    value = unknown_with(value.marks, "$" + std::string(name));
  Variable& variable = variables[std::string(name)];
  variable.value = std::move(value);
  variable.exported = variable.exported || exported || all_exported;
}

void Scope::forget(std::string_view name) {
  const auto found = variables.find(name);
  if (found != variables.end()) variables.erase(found);
}

void Scope::blur() {
  for (auto& [name, variable] : variables) {
    const bool array = variable.value.array;
    variable.value = unknown_with(marks_of(variable.value), "$" + name);
    variable.value.array = array;
  }
}

void Scope::forget_function(std::string_view name) {
  const auto found = functions.find(name);
  if (found != functions.end()) functions.erase(found);
}

void Scope::doubt_function(std::string_view name) {
  const auto found = functions.find(name);
  if (found != functions.end()) add(found->second, nullptr);
}

void Scope::doubt_functions() {
  for (auto& [name, bodies] : functions) add(bodies, nullptr);
}

Scope Scope::child() const {
  Scope made;
  for (const auto& [name, variable] : variables) {
    if (variable.exported) made.variables.emplace(name, variable);
  }
  if (functions_exported) {
    made.functions = functions;
    made.doubt_functions();
  }
  made.folders = folders;
  made.folder_sure = folder_sure;
  made.old_folder = old_folder;
  made.descriptors = descriptors;
  return made;
}

void merge(Scope& into, const Scope& other) {
  if (other.ended) return;
  if (into.ended) {
    into = other;
    return;
  }
  merge_variables(into, other);
  merge_functions(into, other);
  merge_folders(into, other);
  into.aliases.insert(other.aliases.begin(), other.aliases.end());
  into.hashed.insert(other.hashed.begin(), other.hashed.end());
  into.references.insert(other.references.begin(), other.references.end());
  into.options.posix = into.options.posix || other.options.posix;
  into.options.keyword = into.options.keyword || other.options.keyword;
  into.options.last_pipe = into.options.last_pipe || other.options.last_pipe;
  if (!into.at_exit) into.at_exit = other.at_exit;
  into.descriptors.insert(other.descriptors.begin(), other.descriptors.end());
  if (!same_positional(into, other)) into.positional_known = false;
  if (into.old_folder != other.old_folder) into.old_folder.clear();
  if (into.folder_stack != other.folder_stack) into.folder_stack.clear();
}

}  // namespace gavel::rules
