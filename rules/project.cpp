#include "rules/project.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "rules/paths.h"
#include "rules/recipes.h"
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

namespace {

// How a program finds the commands of a target in a project file.
struct Recipes {
  std::string_view program;
  std::array<std::string_view, 3> files;
  enum class Kind { make, just, package, tox, task } kind;
};

constexpr Recipes recipes[] = {
    {"make", {"GNUmakefile", "makefile", "Makefile"}, Recipes::Kind::make},
    {"gmake", {"GNUmakefile", "makefile", "Makefile"}, Recipes::Kind::make},
    {"just", {"justfile", ".justfile", "Justfile"}, Recipes::Kind::just},
    {"npm", {"package.json"}, Recipes::Kind::package},
    {"yarn", {"package.json"}, Recipes::Kind::package},
    {"pnpm", {"package.json"}, Recipes::Kind::package},
    {"bun", {"package.json"}, Recipes::Kind::package},
    {"composer", {"composer.json"}, Recipes::Kind::package},
    {"tox", {"tox.ini"}, Recipes::Kind::tox},
    {"poe", {"pyproject.toml"}, Recipes::Kind::task},
    {"pdm", {"pyproject.toml"}, Recipes::Kind::task},
    {"task", {"pyproject.toml"}, Recipes::Kind::task},
    {"hatch", {"pyproject.toml"}, Recipes::Kind::task},
};

// Runners that look for what to run, rather than being told.
bool gathers(std::string_view program) {
  static constexpr std::string_view names[] = {
      "make",  "gmake",  "just", "npm", "yarn", "pnpm",  "bun",   "jest",    "vitest",
      "mocha", "pytest", "tox",  "nox", "rake", "rspec", "prove", "phpunit", "composer"};
  return std::find(std::begin(names), std::end(names), program) != std::end(names);
}

// The words of a runner's command line that name targets, and those that set variables.
struct Asked {
  std::vector<std::string> targets;
  std::vector<std::string> settings;
};

Asked asked_of(const std::vector<Argument>& argv, Recipes::Kind kind) {
  static constexpr std::string_view valued[] = {
      "-C", "-f", "-I", "-o", "-W", "--prefix", "-w", "--cwd", "--dir", "-d", "--justfile", "-e"};
  Asked asked;
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& text = argv[i].text;
    if (text == "--" && kind != Recipes::Kind::make) break;
    if (std::find(std::begin(valued), std::end(valued), text) != std::end(valued)) {
      ++i;
    } else if (text.empty() || text[0] == '-' || !argv[i].exact()) {
      continue;
    } else if (text.find('=') != std::string::npos) {
      asked.settings.push_back(text);
    } else {
      asked.targets.push_back(text);
    }
  }
  return asked;
}

// npm run X, npm test, yarn X: the script's name; an install runs the scripts around it.
std::vector<std::string> script_names(const Asked& asked) {
  if (asked.targets.empty()) return {"preinstall", "install", "postinstall", "prepare"};
  const std::string& verb = asked.targets[0];
  static constexpr std::string_view runs[] = {"run", "run-script", "rum", "urn"};
  static constexpr std::string_view installs[] = {"install", "i", "ci", "add", "update"};
  if (std::find(std::begin(runs), std::end(runs), verb) != std::end(runs))
    return asked.targets.size() > 1 ? std::vector<std::string>{asked.targets[1]}
                                    : std::vector<std::string>{};
  if (std::find(std::begin(installs), std::end(installs), verb) != std::end(installs))
    return {"preinstall", "install", "postinstall", "prepare"};
  if (verb == "t" || verb == "tst") return {"test"};
  return {verb};
}

std::string commands_of(const Recipes& how, const std::string& text, const Asked& asked) {
  std::string out;
  switch (how.kind) {
    case Recipes::Kind::make: {
      std::string file = text + "\n";
      for (const std::string& setting : asked.settings) file += setting + "\n";
      return make_recipe(file, asked.targets);
    }
    case Recipes::Kind::just:
      return just_recipe(
          text, std::span(asked.targets).first(std::min<std::size_t>(asked.targets.size(), 1)));
    case Recipes::Kind::package:
      for (const std::string& name : script_names(asked)) out += package_script(text, name);
      return out;
    case Recipes::Kind::tox:
      return tox_commands(text);
    case Recipes::Kind::task:
      for (const std::string& name : asked.targets) out += python_task(text, name);
      return out;
  }
  return out;
}

}  // namespace

// A runner that finds its files by itself runs the fetched one among them.
void Walker::note_fetched(std::size_t action, const std::string& path) {
  Effect exec;
  exec.kind = EffectKind::exec;
  exec.target = exec.resolved = path;
  exec.zone = zones_.zone_of(path, EffectKind::exec);
  exec.marks = Mark::downloaded;
  exec.traits = Trait::session_fetched;
  exec.span = out_.actions[action].span;
  out_.actions[action].effects.push_back(std::move(exec));
}

void Walker::run_project(const Command& command, std::size_t action) {
  const bool executes = std::any_of(out_.actions[action].effects.begin(),
                                    out_.actions[action].effects.end(), [&](const Effect& e) {
                                      return e.kind == EffectKind::exec &&
                                             !e.traits.has(Trait::interpreter) &&
                                             (e.zone == Zone::repo || e.zone == Zone::extra ||
                                              e.zone == Zone::temp || e.zone == Zone::home);
                                    });
  if (out_.actions[action].negligible || setting_.place != Place::local) return;
  read_sources(command, action);
  run_recipes(command, action);
  if (executes) run_written(command, action);
}

// The commands that a project file gives for the target asked for are part of the call.
void Walker::run_recipes(const Command& command, std::size_t action) {
  const std::string program = out_.actions[action].program;
  for (const Recipes& how : recipes) {
    if (how.program != program) continue;
    std::string path;
    for (const Effect& effect : out_.actions[action].effects) {
      if (effect.kind == EffectKind::exec && effect.resolved.find('/') != std::string::npos)
        path = effect.resolved;
    }
    const bool names_file =
        std::find(how.files.begin(), how.files.end(), base_name(path)) != how.files.end();
    const bool is_folder = !names_file && facts_.file_kind(path) != FileKind::file;
    if (is_folder && how.kind != Recipes::Kind::make) path = scope_.folder() + "/-";
    const std::string folder(path.empty() ? scope_.folder() : std::string(parent_folder(path)));
    if (folder.empty()) return;
    bool cut = false;
    std::optional<std::string> text = path.empty() ? std::nullopt : script_text(path, cut);
    for (const std::string_view name : how.files) {
      if (text || name.empty()) continue;
      path = normal_path(name, folder);
      text = script_text(path, cut);
    }
    if (!text) return;
    const Asked asked = asked_of(command.argv, how.kind);
    const std::string commands = commands_of(how, *text, asked);
    if (commands.empty()) return;
    // make runs each line in a shell of its own.
    run_recipe(path, commands, command);
    return;
  }
}

void Walker::run_recipe(const std::string& path, const std::string& text, const Command& command) {
  const std::string key = path + "\n" + text;
  if (std::find(running_.begin(), running_.end(), key) != running_.end()) return;
  Restore<Setting> setting(setting_);
  Restore<Scope> scope(scope_);
  if (!enter()) return;
  setting_.carriers.push_back(path);
  scope_.folders = {std::string(parent_folder(path))};
  out_.scripts.push_back({path, text, false});
  running_.push_back(key);
  const std::size_t first = out_.actions.size();
  const std::size_t troubles = out_.tree.troubles.size();
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    run_child_shell(text.substr(at, end - at), shell::SourceKind::script_file, path, command.span,
                    {}, {});
    at = end + 1;
  }
  running_.pop_back();
  const std::string repo = inputs_.repo_root;
  const bool accepted = is_within(path, repo) && note_of(path) == nullptr &&
                        facts_.git_clean(repo, path).value_or(false);
  if (!accepted) return;
  // What is committed was accepted as it stands: only what it is known to do counts, not what its
  // own variables leave open.
  out_.tree.troubles.resize(troubles);
  for (std::size_t i = first; i < out_.actions.size(); ++i) {
    Action& action = out_.actions[i];
    std::erase_if(action.effects, [](const Effect& effect) {
      return effect.kind == EffectKind::opaque || effect.zone == Zone::unknown ||
             effect.traits.has(Trait::unknown_target);
    });
    if (action.knowledge == Knowledge::unknown) action.knowledge = Knowledge::known;
  }
}

// Code written in this session has not been seen by anyone: it is read before a runner runs it.
void Walker::run_written(const Command& command, std::size_t action) {
  constexpr std::size_t most_files = 16;
  const std::string program = out_.actions[action].program;
  std::vector<std::string> paths;
  for (const auto& [path, note] : files_) {
    if (note.text && runs(program, path)) paths.push_back(path);
    if (note.marks.has(Mark::downloaded) && gathers(program) && runs(program, path))
      note_fetched(action, path);
  }
  for (const std::string& path : inputs_.fetched_files) {
    if (gathers(program) && runs(program, path) && is_within(path, inputs_.repo_root))
      note_fetched(action, path);
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
    // Of a project file only what is asked for runs; run_recipes has seen to it.
    if (std::any_of(out_.scripts.begin(), out_.scripts.end(),
                    [&](const Script& script) { return script.path == path; }))
      continue;
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
