#include "rules/project.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "rules/paths.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

struct Ending {
  std::string_view suffix;
  std::string_view language;
};

constexpr std::array<Ending, 22> endings{{
    {".sh", "sh"},          {".bash", "sh"},        {".zsh", "sh"},     {".ksh", "sh"},
    {".bats", "sh"},        {".py", "python"},      {".pyw", "python"}, {".js", "node"},
    {".mjs", "node"},       {".cjs", "node"},       {".ts", "node"},    {".mts", "node"},
    {".tsx", "node"},       {".jsx", "node"},       {".pl", "perl"},    {".pm", "perl"},
    {".rb", "ruby"},        {".php", "php"},        {".awk", "awk"},    {".lua", "lua"},
    {".scpt", "osascript"}, {".ps1", "powershell"},
}};

// Which languages a runner executes, beside its own project file.
struct Runner {
  std::string_view program;
  std::string_view language;
  std::string_view file;  // base name of its project file; "" for none
};

constexpr Runner runners[] = {
    {"make", "", "Makefile"},
    {"make", "", "makefile"},
    {"make", "", "GNUmakefile"},
    {"gmake", "", "Makefile"},
    {"just", "", "justfile"},
    {"npm", "node", "package.json"},
    {"yarn", "node", "package.json"},
    {"pnpm", "node", "package.json"},
    {"bun", "node", "package.json"},
    {"npx", "node", ""},
    {"jest", "node", ""},
    {"vitest", "node", ""},
    {"mocha", "node", ""},
    {"node", "node", ""},
    {"tsx", "node", ""},
    {"ts-node", "node", ""},
    {"deno", "node", ""},
    {"pytest", "python", ""},
    {"python", "python", ""},
    {"python3", "python", ""},
    {"tox", "python", ""},
    {"nox", "python", ""},
    {"uv", "python", ""},
    {"poetry", "python", ""},
    {"rake", "ruby", ""},
    {"rspec", "ruby", ""},
    {"bundle", "ruby", ""},
    {"rails", "ruby", ""},
    {"prove", "perl", ""},
    {"phpunit", "php", ""},
    {"composer", "php", "composer.json"},
};

bool is_makefile(std::string_view name) {
  return name == "Makefile" || name == "makefile" || name == "GNUmakefile" || name == "justfile" ||
         name.ends_with(".mk");
}

// $(NAME) and ${NAME} of make, as the shell would write them; $$ is a dollar of the shell.
std::string shell_of_recipe(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '$' || i + 1 >= line.size()) {
      out += line[i];
      continue;
    }
    const char next = line[i + 1];
    const std::size_t close = next == '('   ? line.find(')', i)
                              : next == '{' ? line.find('}', i)
                                            : std::string_view::npos;
    if (next == '$') {
      out += '$';
      ++i;
    } else if (close != std::string_view::npos) {
      out += "${make_variable}";
      i = close;
    } else {
      out += "${make_variable}";
      ++i;
    }
  }
  return out;
}

std::vector<Snippet> scripts_of(const std::string& text) {
  std::vector<Snippet> out;
  const nlohmann::json package = nlohmann::json::parse(text, nullptr, false);
  if (!package.is_object() || !package.contains("scripts") || !package["scripts"].is_object())
    return out;
  for (const auto& script : package["scripts"]) {
    if (script.is_string()) out.push_back({"sh", script.get<std::string>()});
  }
  return out;
}

}  // namespace

std::string_view language_of_name(std::string_view path) {
  for (const Ending& row : endings) {
    if (path.ends_with(row.suffix)) return row.language;
  }
  return {};
}

std::string recipes_of(std::string_view makefile) {
  std::string out;
  std::size_t at = 0;
  while (at < makefile.size()) {
    const std::size_t end = std::min(makefile.find('\n', at), makefile.size());
    std::string_view line = makefile.substr(at, end - at);
    at = end + 1;
    if (line.empty() || (line.front() != '\t' && line.front() != ' ')) continue;
    const std::size_t first = line.find_first_not_of("\t @-+");
    if (first != std::string_view::npos) out += shell_of_recipe(line.substr(first)) + "\n";
  }
  return out;
}

std::vector<Snippet> code_in(std::string_view path, const std::string& text) {
  const std::string_view name = base_name(path);
  if (is_makefile(name)) return {{"sh", recipes_of(text)}};
  if (name == "package.json" || name == "composer.json") return scripts_of(text);
  const std::string_view language = language_of_name(path);
  if (language.empty()) return {};
  return {{std::string(language), text}};
}

bool runs(std::string_view program, std::string_view path) {
  const std::string_view name = base_name(path);
  const std::string_view language = language_of_name(path);
  for (const Runner& runner : runners) {
    if (runner.program != program) continue;
    if (!runner.file.empty() && name == runner.file) return true;
    if (!language.empty() && runner.language == language) return true;
    if (is_makefile(name) && is_makefile(runner.file)) return true;
  }
  return false;
}

// Code written in this session has not been seen by anyone: it is read before a runner runs it.
void Walker::run_project(const Command& command, std::size_t action) {
  constexpr std::size_t most_files = 16;
  const std::string program = out_.actions[action].program;
  const bool executes = std::any_of(out_.actions[action].effects.begin(),
                                    out_.actions[action].effects.end(), [&](const Effect& e) {
                                      return e.kind == EffectKind::exec &&
                                             !e.traits.has(Trait::interpreter) &&
                                             (e.zone == Zone::repo || e.zone == Zone::extra);
                                    });
  if (!executes || out_.actions[action].negligible) return;
  std::vector<std::string> paths;
  for (const auto& [path, note] : files_) {
    if (note.text && runs(program, path)) paths.push_back(path);
  }
  for (const std::string& path : inputs_.written_files) {
    if (runs(program, path) && std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(path);
  }
  if (paths.size() > most_files) {
    paths.resize(most_files);
    out_.over_cap = true;
  }
  for (const std::string& path : paths) {
    const std::vector<Effect>& effects = out_.actions[action].effects;
    const bool done = std::any_of(effects.begin(), effects.end(), [&](const Effect& e) {
      return e.kind == EffectKind::exec && e.resolved == path && !language_of_name(path).empty();
    });
    if (done || std::find(running_.begin(), running_.end(), path) != running_.end()) continue;
    bool cut = false;
    const std::optional<std::string> text = script_text(path, cut);
    if (!text) continue;
    Restore<Setting> setting(setting_);
    if (!enter()) return;
    setting_.carriers.push_back(path);
    out_.scripts.push_back({path, *text, cut});
    running_.push_back(path);
    for (const Snippet& snippet : code_in(path, *text)) {
      if (snippet.language == "sh") {
        run_child_shell(snippet.code, shell::SourceKind::script_file, path, command.span, {}, {});
      } else {
        run_code(snippet.language, snippet.code, {}, command, action);
      }
    }
    running_.pop_back();
  }
}

}  // namespace gavel::rules
