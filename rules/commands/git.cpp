// git: its global options, aliases, and the way to each subcommand.
#include "rules/commands/git.h"

#include <algorithm>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/glob.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

std::string joined_path(const std::string& folder, std::string_view path) {
  if (path.starts_with('/')) return std::string(path);
  return folder.empty() ? std::string() : folder + "/" + std::string(path);
}

// -C and --work-tree in their order, as git applies them.
std::string folder_of(const Invocation& invocation, const Reading& reading) {
  std::string folder = invocation.cwd;
  for (const UsedFlag& used : reading.flags) {
    if (used.name != "-C" && used.name != "--work-tree") continue;
    if (!used.flag || !used.value || used.flag->value->kind == Role::Kind::word) {
      if (used.name == "-C") continue;
    }
    folder =
        used.value && used.value->exact() ? joined_path(folder, used.value->text) : std::string();
  }
  return folder;
}

std::string repo_of(const Invocation& invocation, const std::string& folder) {
  if (folder == invocation.cwd && !invocation.inputs.repo_root.empty())
    return invocation.inputs.repo_root;
  return folder.empty() ? std::string() : invocation.facts.repo_root(folder).value_or("");
}

// The address is the last operand.
void describe_remote(const GitCall& call, Description& description) {
  for (const Operand& operand : call.reading.operands)
    describe_transport(operand.word, description);
}

void loads_from(std::string_view what, const Argument& folder, Description& description) {
  description.effects.push_back(effect_on(
      EffectKind::opaque,
      "git takes " + std::string(what) + " from " + (folder.exact() ? folder.text : "…")));
}

// --git-dir of the repository itself changes nothing.
bool is_own_git_dir(const Invocation& invocation, const Argument& folder) {
  const std::string& text = folder.text;
  return stays_inside(folder, invocation) && (text == ".git" || text.ends_with("/.git"));
}

void describe_globals(const Invocation& invocation, const Reading& reading,
                      Description& description) {
  for (const UsedFlag& used : reading.flags) {
    if (!used.value) continue;
    // Only the program's own -c: git commit -c takes a commit.
    const bool own = used.flag && reading.path.front()->flag(used.name) == used.flag;
    if (own && used.name == "-c") {
      const std::size_t equals = used.value->text.find('=');
      if (equals == std::string::npos)
        describe_setting(invocation, used.value->text, *used.value, description);
      else
        describe_setting(invocation, used.value->text.substr(0, equals),
                         tail_of(*used.value, equals + 1), description);
    }
    if (own && used.name == "--config-env") {
      Argument unknown;
      unknown.known = Argument::Known::unknown;
      describe_setting(invocation, used.value->text.substr(0, used.value->text.find('=')), unknown,
                       description);
    }
    if (own && used.name == "--exec-path") loads_from("its parts", *used.value, description);
    if (own && used.name == "--git-dir" && !is_own_git_dir(invocation, *used.value))
      loads_from("its configuration", *used.value, description);
  }
}

// git clone -c KEY=VALUE holds for the clone and stays in its config.
void describe_clone_settings(const Invocation& invocation, const Reading& reading,
                             Description& description) {
  if (reading.subcommand != "clone") return;
  for (const UsedFlag& used : reading.flags) {
    if (!used.value || (used.name != "-c" && used.name != "--config")) continue;
    const std::size_t equals = used.value->text.find('=');
    if (equals == std::string::npos) continue;
    describe_setting(invocation, used.value->text.substr(0, equals),
                     tail_of(*used.value, equals + 1), description);
  }
}

std::size_t alias_index(const Reading& reading) {
  return reading.operands.empty() ? 0 : reading.operands.front().index;
}

std::vector<Argument> split_alias(std::string_view text) {
  std::vector<Argument> words;
  std::string word;
  char quote = 0;
  for (const char c : text) {
    if (quote && c == quote)
      quote = 0;
    else if (!quote && (c == '\'' || c == '"'))
      quote = c;
    else if (quote || c != ' ')
      word += c;
    else if (!word.empty())
      words.push_back(literal(std::exchange(word, {})));
  }
  if (!word.empty()) words.push_back(literal(word));
  return words;
}

// A subcommand that git does not have may be an alias of the repository.
void describe_alias(const GitCall& call, Description& description) {
  const std::size_t index = alias_index(call.reading);
  if (index == 0) return;
  const Argument& word = call.invocation.argv[index];
  if (!word.exact()) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, "git subcommand known only at run time"));
    return;
  }
  description.knowledge = Knowledge::unknown;
  if (call.repo.empty()) return;
  const auto value = call.invocation.facts.git_config(call.repo, "alias." + word.text);
  if (!value || value->empty()) return;
  // What the alias stands for is carried.
  description.knowledge = Knowledge::read_only;
  const auto rest = call.invocation.argv.subspan(index + 1);
  if (value->front() == '!') {
    Argument text;
    text.text = value->substr(1);
    for (const Argument& more : rest) {
      text.text += " " + more.text;
      if (!more.exact()) text.known = Argument::Known::partial;
    }
    description.carried.push_back(carried_shell(std::move(text), "git alias"));
    return;
  }
  Carried carried;
  carried.label = "git alias";
  carried.argv = split_alias(*value);
  // An alias of its own name would never end; git refuses it too.
  if (carried.argv.empty() || carried.argv.front().text == word.text) return;
  carried.argv.insert(carried.argv.begin(), literal("git"));
  carried.argv.insert(carried.argv.end(), rest.begin(), rest.end());
  carried.cwd = call.folder;
  description.carried.push_back(std::move(carried));
}

using Describe = void (*)(const GitCall&, Description&);
constexpr std::pair<std::string_view, Describe> subcommands[] = {
    {"push", describe_push},
    {"fetch", describe_fetch},
    {"pull", describe_fetch},
    {"clone", describe_fetch},
    {"reset", describe_reset},
    {"checkout", describe_checkout},
    {"restore", describe_restore},
    {"switch", describe_switch},
    {"clean", describe_clean},
    {"branch", describe_branch},
    {"gc", describe_gc},
    {"config", describe_config},
    {"ls-remote", describe_fetch},
    {"diff", describe_reads},
    {"log", describe_reads},
    {"show", describe_reads},
    {"grep", describe_reads},
    {"blame", describe_reads},
    {"cat-file", describe_reads},
    {"archive", describe_reads},
    {"add", describe_reads},
    {"difftool", describe_reads},
    {"diff-tree", describe_reads},

    {"format-patch", describe_reads},
    {"remote add", describe_remote},
    {"remote set-url", describe_remote},
    {"submodule add", describe_remote},
};

void mark_dry_run(const Reading& reading, Description& description) {
  if (!reading.dry_run) return;
  for (Effect& effect : description.effects) effect.traits |= Trait::dry_run;
  description.knowledge = Knowledge::read_only;
}

}  // namespace

std::string git_path(const GitCall& call, std::string_view path) {
  std::string joined = joined_path(call.folder, path);
  while (joined.size() > 2 && joined.ends_with("/.")) joined.resize(joined.size() - 2);
  while (joined.size() > 1 && joined.ends_with('/')) joined.pop_back();
  const std::size_t dot = joined.find("/./");
  if (dot != std::string::npos) joined.erase(dot, 2);
  return joined;
}

bool is_protected(const GitCall& call, std::string_view branch) {
  const auto& patterns = call.invocation.inputs.protected_branches;
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return glob_matches(pattern, branch); });
}

void refine_git(const Invocation& invocation, const Reading& reading, Description& description) {
  describe_globals(invocation, reading, description);
  if (description.negligible && reading.help) return;
  GitCall call{invocation, reading, folder_of(invocation, reading), {}};
  call.repo = repo_of(invocation, call.folder);
  if (reading.unlisted && reading.path.size() == 1) return describe_alias(call, description);
  describe_clone_settings(invocation, reading, description);
  for (const auto& [name, describe_one] : subcommands) {
    if (reading.subcommand == name) describe_one(call, description);
  }
  mark_dry_run(reading, description);
}

}  // namespace gavel::commands
