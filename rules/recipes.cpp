#include "rules/recipes.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace gavel::rules {
namespace {

constexpr std::size_t most_bytes = 65'536;  // of text made from one file
constexpr int most_depth = 8;               // variables within each other

struct Rule {
  std::vector<std::string> needs;
  std::vector<std::string> lines;
};

struct ProjectFile {
  std::map<std::string, std::string, std::less<>> variables;
  std::map<std::string, Rule, std::less<>> rules;
  std::string first;  // the default target
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

// Logical lines: a backslash at the end joins the next one.
std::vector<std::string> joined_lines(std::string_view text) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view piece = text.substr(at, end - at);
    at = end + 1;
    if (!piece.empty() && piece.back() == '\r') piece.remove_suffix(1);
    const bool goes_on = !piece.empty() && piece.back() == '\\';
    if (goes_on) piece.remove_suffix(1);
    line += piece;
    if (goes_on) {
      line += ' ';
      continue;
    }
    lines.push_back(std::move(line));
    line.clear();
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string filled(std::string_view text, const ProjectFile& file, std::string_view target,
                   std::string_view need, int depth);

// $(NAME), ${NAME}, $@ and $<; a function or a name nobody set is known to make alone.
std::string reference(std::string_view name, const ProjectFile& file, std::string_view target,
                      std::string_view need, int depth) {
  if (name == "@" || name == "@F") return std::string(target);
  if (name == "<") return need.empty() ? "${make_variable}" : std::string(need);
  if (name == "MAKE") return "make";
  if (name == "CURDIR" || name == "PWD") return "$PWD";
  if (name == "HOME" || name == "USER") return "$" + std::string(name);
  const auto found = file.variables.find(name);
  if (found == file.variables.end() || depth >= most_depth) return "${make_variable}";
  return filled(found->second, file, target, need, depth + 1);
}

std::string filled(std::string_view text, const ProjectFile& file, std::string_view target,
                   std::string_view need, int depth) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() < most_bytes; ++i) {
    if (text[i] != '$' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    if (next == '$') {
      out += '$';
      continue;
    }
    const char close = next == '(' ? ')' : next == '{' ? '}' : '\0';
    if (close == '\0') {
      out += reference(std::string_view(&next, 1), file, target, need, depth);
      continue;
    }
    int open = 1;
    std::size_t end = i + 1;
    while (end < text.size() && open > 0) {
      open += text[end] == next ? 1 : text[end] == close ? -1 : 0;
      ++end;
    }
    out += reference(text.substr(i + 1, end - i - 2), file, target, need, depth);
    i = end - 1;
  }
  return out;
}

// NAME = value, NAME := value, NAME ?= value, NAME += value.
bool take_variable(std::string_view line, ProjectFile& file) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  std::size_t end = equals;
  while (end > 0 && std::string_view(":?+!").find(line[end - 1]) != std::string_view::npos) --end;
  std::string_view name = trimmed(line.substr(0, end));
  for (const std::string_view word : {"export ", "override "}) {
    if (name.starts_with(word)) name = trimmed(name.substr(word.size()));
  }
  if (name.empty() || name.find_first_of(" \t:$(") != std::string_view::npos) return false;
  const std::string_view value = trimmed(line.substr(equals + 1));
  std::string& slot = file.variables[std::string(name)];
  const char how = line[equals - 1];
  if (how == '+') {
    slot += (slot.empty() ? "" : " ") + std::string(value);
  } else if (how != '?' || slot.empty()) {
    slot = value.substr(0, value.find(" #"));
  }
  return true;
}

ProjectFile read_makefile(std::string_view text) {
  ProjectFile file;
  std::vector<std::string> open;  // targets whose recipe the next lines are
  for (const std::string& line : joined_lines(text)) {
    if (!line.empty() && line[0] == '\t') {
      for (const std::string& target : open) file.rules[target].lines.push_back(line.substr(1));
      continue;
    }
    const std::string_view plain = trimmed(line);
    if (plain.empty() || plain[0] == '#') continue;
    if (take_variable(plain, file)) continue;
    open.clear();
    const std::size_t colon = plain.find(':');
    if (colon == std::string_view::npos) continue;
    std::string_view rest = plain.substr(colon + 1);
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const std::size_t semicolon = rest.find(';');
    const std::string needs = filled(rest.substr(0, semicolon), file, "", "", 0);
    for (const std::string& target : words_of(filled(plain.substr(0, colon), file, "", "", 0))) {
      Rule& rule = file.rules[target];
      for (const std::string& need : words_of(needs)) rule.needs.push_back(need);
      if (semicolon != std::string_view::npos)
        rule.lines.emplace_back(trimmed(rest.substr(semicolon + 1)));
      if (file.first.empty() && target[0] != '.' && target.find('%') == std::string::npos)
        file.first = target;
      open.push_back(target);
    }
  }
  return file;
}

// "NAME arg='x': need other" and then lines that stand in.
ProjectFile read_justfile(std::string_view text) {
  ProjectFile file;
  std::string open;
  for (const std::string& line : joined_lines(text)) {
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      if (!open.empty()) file.rules[open].lines.emplace_back(trimmed(line));
      continue;
    }
    const std::string_view plain = trimmed(line);
    if (plain.empty() || plain[0] == '#' || plain[0] == '[') continue;
    if (const std::size_t set = plain.find(":="); set != std::string_view::npos) {
      std::string_view value = trimmed(plain.substr(set + 2));
      const bool quoted =
          value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
      if (quoted) value = value.substr(1, value.size() - 2);
      if (quoted) file.variables[std::string(trimmed(plain.substr(0, set)))] = value;
      continue;
    }
    const std::size_t colon = plain.find(':');
    if (colon == std::string_view::npos) continue;
    const std::vector<std::string> head = words_of(plain.substr(0, colon));
    if (head.empty()) continue;
    open = head[0].substr(head[0].starts_with('@') ? 1 : 0);
    if (file.first.empty()) file.first = open;
    for (std::string& need : words_of(plain.substr(colon + 1))) {
      if (need != "&&") file.rules[open].needs.push_back(std::move(need));
    }
  }
  return file;
}

// {{name}} of just, filled where the file sets it.
std::string just_filled(std::string_view line, const ProjectFile& file) {
  std::string out;
  std::size_t at = 0;
  while (at < line.size()) {
    const std::size_t begin = std::min(line.find("{{", at), line.size());
    out += line.substr(at, begin - at);
    if (begin == line.size()) break;
    const std::size_t end = std::min(line.find("}}", begin), line.size());
    const auto found = file.variables.find(trimmed(line.substr(begin + 2, end - begin - 2)));
    out += found == file.variables.end() ? "${just_variable}" : found->second;
    at = std::min(end + 2, line.size());
  }
  return out;
}

void gather(const ProjectFile& file, const std::string& target, bool just,
            std::set<std::string>& seen, std::string& out) {
  const auto rule = file.rules.find(target);
  if (rule == file.rules.end() || !seen.insert(target).second || out.size() > most_bytes) return;
  for (const std::string& need : rule->second.needs) gather(file, need, just, seen, out);
  const std::string need = rule->second.needs.empty() ? "" : rule->second.needs.front();
  for (std::string_view line : rule->second.lines) {
    while (!line.empty() && std::string_view("@-+ \t").find(line[0]) != std::string_view::npos)
      line.remove_prefix(1);
    if (line.empty() || line[0] == '#') continue;
    out += just ? just_filled(line, file) : filled(line, file, target, need, 0);
    out += '\n';
  }
}

std::string recipe_of(const ProjectFile& file, std::span<const std::string> targets, bool just) {
  std::string out;
  std::set<std::string> seen;
  for (const std::string& target : targets) gather(file, target, just, seen, out);
  if (targets.empty()) gather(file, file.first, just, seen, out);
  return out;
}

std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
    return text.substr(1, text.size() - 2);
  return {};
}

}  // namespace

std::string make_recipe(std::string_view makefile, std::span<const std::string> targets) {
  return recipe_of(read_makefile(makefile), targets, false);
}

std::string just_recipe(std::string_view justfile, std::span<const std::string> targets) {
  return recipe_of(read_justfile(justfile), targets, true);
}

std::string package_script(const std::string& package, std::string_view name) {
  const nlohmann::json root = nlohmann::json::parse(package, nullptr, false);
  if (!root.is_object() || !root.contains("scripts") || !root["scripts"].is_object()) return {};
  const nlohmann::json& scripts = root["scripts"];
  std::string out;
  for (const std::string& each :
       {"pre" + std::string(name), std::string(name), "post" + std::string(name)}) {
    const auto found = scripts.find(each);
    if (found == scripts.end()) continue;
    const nlohmann::json lines = found->is_array() ? *found : nlohmann::json::array({*found});
    for (const nlohmann::json& line : lines) {
      if (line.is_string()) out += line.get<std::string>() + "\n";
    }
  }
  return out;
}

std::string tox_commands(std::string_view ini) {
  std::string out;
  bool open = false;
  for (const std::string& line : joined_lines(ini)) {
    const bool stands_in = !line.empty() && (line[0] == ' ' || line[0] == '\t');
    const std::string_view plain = trimmed(line);
    std::string_view command;
    if (stands_in && open) command = plain;
    if (!stands_in) {
      const std::string_view name = trimmed(plain.substr(0, plain.find('=')));
      open = name == "commands" || name == "commands_pre" || name == "commands_post";
      if (open && plain.find('=') != std::string_view::npos)
        command = trimmed(plain.substr(plain.find('=') + 1));
    }
    if (command.empty() || command[0] == '#') continue;
    // {posargs} and the like are tox's own.
    std::string text(command.substr(command[0] == '-' ? 1 : 0));
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at)) {
      const std::size_t end = text.find('}', at);
      text.erase(at, end == std::string::npos ? std::string::npos : end - at + 1);
    }
    out += text + "\n";
  }
  return out;
}

std::string python_task(std::string_view pyproject, std::string_view name) {
  static constexpr std::string_view tables[] = {"[tool.poe.tasks", "[tool.pdm.scripts",
                                                "[tool.taskipy.tasks", "[tool.hatch.envs"};
  bool inside = false;
  for (const std::string& line : joined_lines(pyproject)) {
    const std::string_view plain = trimmed(line);
    if (plain.starts_with('[')) {
      inside = std::any_of(std::begin(tables), std::end(tables),
                           [&](std::string_view table) { return plain.starts_with(table); });
      const std::string own = "." + std::string(name) + "]";
      inside = inside && (plain.ends_with("]") || plain.ends_with(own));
      continue;
    }
    const std::size_t equals = plain.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string_view key = trimmed(plain.substr(0, equals));
    if (key != name && key != "cmd" && key != "shell") continue;
    const std::string_view value = trimmed(plain.substr(equals + 1));
    if (const std::string_view text = unquoted(value); !text.empty()) return std::string(text);
    // { cmd = "..." }
    for (const std::string_view within : {"cmd", "shell"}) {
      const std::size_t at = value.find(within);
      if (at == std::string_view::npos) continue;
      const std::size_t begin = value.find_first_of("\"'", at);
      if (begin == std::string_view::npos) continue;
      const std::size_t end = value.find(value[begin], begin + 1);
      return std::string(value.substr(begin + 1, end - begin - 1));
    }
  }
  return {};
}

}  // namespace gavel::rules
