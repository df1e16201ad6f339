// Builtins that change the shell itself; each is followed here, none is left to a description.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/builtin_options.h"
#include "rules/paths.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {

struct BuiltinTable {
  struct Row {
    std::string_view name;
    Stream (Walker::*run)(Command&);
  };
  static constexpr std::array<Row, 40> rows{{
      {"cd", &Walker::do_cd},
      {"chdir", &Walker::do_cd},
      {"pushd", &Walker::do_pushd},
      {"popd", &Walker::do_popd},
      {"export", &Walker::do_declare},
      {"declare", &Walker::do_declare},
      {"typeset", &Walker::do_declare},
      {"local", &Walker::do_declare},
      {"readonly", &Walker::do_declare},
      {"unset", &Walker::do_unset},
      {"read", &Walker::do_read},
      {"mapfile", &Walker::do_read},
      {"readarray", &Walker::do_read},
      {"printf", &Walker::do_printf},
      {"alias", &Walker::do_alias},
      {"unalias", &Walker::do_unalias},
      {"set", &Walker::do_set},
      {"shift", &Walker::do_shift},
      {"exit", &Walker::do_exit},
      {"return", &Walker::do_exit},
      {"logout", &Walker::do_exit},
      {"break", &Walker::do_break},
      {"continue", &Walker::do_break},
      {"shopt", &Walker::do_shopt},
      {"compgen", &Walker::do_enable},
      {"eval", &Walker::do_eval},
      {"source", &Walker::do_source},
      {".", &Walker::do_source},
      {"trap", &Walker::do_trap},
      {"exec", &Walker::do_exec},
      {"command", &Walker::do_command},
      {"builtin", &Walker::do_builtin},
      {"hash", &Walker::do_hash},
      {"enable", &Walker::do_enable},
      {"getopts", &Walker::do_getopts},
      {"let", &Walker::do_getopts},
      {"bind", &Walker::do_enable},
      {"complete", &Walker::do_enable},
      {"noglob", &Walker::do_builtin},
      {"nocorrect", &Walker::do_builtin},
  }};
};

namespace {

bool prints_nothing(const std::vector<Argument>& argv) {
  static constexpr std::string_view quiet[] = {"cd",      "export", "local", "readonly",
                                               "declare", "unset",  "read",  "set",
                                               "shift",   "trap",   "exit",  "return"};
  const bool listed =
      std::find(std::begin(quiet), std::end(quiet), argv[0].text) != std::end(quiet);
  const auto has = [&argv](char letter) { return has_option(argv, letter); };
  const bool says = (argv.size() > 1 && argv[1].text == "-") || has('p') || has('f') || has('F') ||
                    (argv[0].text == "trap" && has('l'));
  const bool alone = argv.size() == 1 && argv[0].text != "cd" && argv[0].text != "shift" &&
                     argv[0].text != "read" && argv[0].text != "exit" && argv[0].text != "return";
  return listed && !says && !alone;
}

}  // namespace

bool Walker::builtin(Command& command, Stream& out) {
  const std::string name = command.argv[0].text;
  for (const BuiltinTable::Row& row : BuiltinTable::rows) {
    if (row.name != name) continue;
    if (name == "printf" && !has_option(command.argv, 'v')) return false;
    const bool silent = prints_nothing(command.argv);
    out = (this->*row.run)(command);
    if (silent && !out.given && !out.text) out.text.emplace();
    return true;
  }
  return false;
}

std::size_t Walker::push_builtin(const Command& command, std::size_t data_from) {
  Action action = action_of(command);
  action.program = command.argv[0].text;
  action.operands.assign(command.argv.begin() + 1, command.argv.end());
  action.knowledge = Knowledge::read_only;
  if (data_from > 0) {
    std::vector<std::size_t> data;
    for (std::size_t i = data_from; i < command.argv.size(); ++i) data.push_back(i);
    action.masked = print_words(command.argv, data) + command.redirected.printed;
  }
  for (const Effect& effect : command.redirected.effects) action.effects.push_back(effect);
  for (const Effect& effect : command.environment) action.effects.push_back(effect);
  for (const Effect& effect : action.effects) {
    const bool file = effect.kind == EffectKind::write || effect.kind == EffectKind::append;
    if (effect.kind != EffectKind::read)
      action.knowledge = std::max(action.knowledge, file ? Knowledge::repo_edit : Knowledge::known);
  }
  return push(std::move(action));
}

void Walker::change_folder(const Argument& target) {
  const std::string before = scope_.folder();
  const bool known =
      target.exact() && !target.glob && (!scope_.folders.empty() || target.text.starts_with('/'));
  // bash sets both anew.
  scope_.forget("PWD");
  scope_.forget("OLDPWD");
  const bool sure_before = scope_.folder_sure;
  scope_.folder_sure = scope_.sure_if_moved = false;
  if (!known) {
    scope_.old_folder = before;
    scope_.folders.clear();
    return;
  }
  const std::string lexical = plain_path(normal_path(target.text, before), before);
  std::string folder = facts_.real_path(lexical).value_or(lexical);
  std::vector<std::string> possible{folder};
  const auto add = [&possible](const std::string& other) {
    const bool listed = std::find(possible.begin(), possible.end(), other) != possible.end();
    if (!listed) possible.push_back(other);
  };
  // From each folder that it may be in.
  for (const std::string& from : scope_.folders) {
    const std::string path = plain_path(normal_path(target.text, from), from);
    if (path != lexical) add(facts_.real_path(path).value_or(path));
  }
  // A folder that is not there cannot be entered; then the shell stays where it is.
  const bool absent = files_.empty() && facts_.file_kind(folder) == FileKind::missing &&
                      !before.empty() && facts_.file_kind(before) == FileKind::folder;
  if (absent) {
    for (const std::string& other : scope_.folders) add(other);
  }
  if (possible.size() > most_folders) possible.clear();
  // $PWD keeps the links that lead there.
  scope_.sure_if_moved = (sure_before || target.text.starts_with('/')) && folder == lexical;
  scope_.folder_sure = scope_.sure_if_moved && facts_.file_kind(folder) == FileKind::folder;
  scope_.old_folder = before;
  scope_.folders = std::move(possible);
}

Stream Walker::do_cd(Command& command) {
  push_builtin(command);
  const std::size_t at = skip_options(command.argv);
  Argument target;
  if (at < command.argv.size()) {
    target = command.argv[at];
  } else if (!home().empty()) {
    target.text = std::string(home());
  } else {
    target.known = Argument::Known::unknown;
  }
  if (target.exact() && target.text == "-") {
    target.text = scope_.old_folder;
    if (target.text.empty() || !scope_.folder_sure) target.known = Argument::Known::unknown;
  }
  if (target.exact() && target.text.empty()) return {};
  change_folder(target);
  // CDPATH may send a relative cd elsewhere.
  if (scope_.find("CDPATH") != nullptr && !target.text.starts_with('/') &&
      !target.text.starts_with('.'))
    scope_.folders.clear();
  return {};
}

Stream Walker::do_pushd(Command& command) {
  const bool plain = command.argv.size() == 2 && command.argv[1].exact() &&
                     !command.argv[1].text.starts_with('+') &&
                     !command.argv[1].text.starts_with('-');
  if (!plain) {
    // Turns the stack, which is not followed.
    push_builtin(command);
    scope_.folder_stack.clear();
    Argument any;
    any.known = Argument::Known::unknown;
    change_folder(any);
    return {};
  }
  scope_.folder_stack.push_back(scope_.folder_sure ? scope_.folder() : std::string());
  return do_cd(command);
}

Stream Walker::do_popd(Command& command) {
  push_builtin(command);
  Argument target;
  if (command.argv.size() > 1 || scope_.folder_stack.empty() || !scope_.folder_sure ||
      scope_.folder_stack.back().empty()) {
    target.known = Argument::Known::unknown;
  } else {
    target.text = scope_.folder_stack.back();
  }
  if (!scope_.folder_stack.empty()) scope_.folder_stack.pop_back();
  change_folder(target);
  return {};
}

// The whole environment, with every secret in it.
Stream Walker::print_variables(Command& command) {
  Effect read;
  read.kind = EffectKind::read;
  read.target = "environment";
  read.zone = Zone::secret;
  read.traits = Trait::secret;
  read.span = command.span;
  command.environment.push_back(std::move(read));
  push_builtin(command);
  Stream out;
  out.given = true;
  out.marks = Mark::secret;
  return out;
}

Stream Walker::do_set(Command& command) {
  if (command.argv.size() == 1) return print_variables(command);
  push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  if (has_option(argv, 'a')) scope_.all_exported = true;
  if (has_option(argv, 'k')) scope_.options.keyword = true;
  for (const Argument& word : argv) {
    if (word.text == "posix") scope_.options.posix = true;
    if (word.text == "keyword") scope_.options.keyword = true;
    if (word.text == "+k") scope_.options.keyword = false;
  }
  std::size_t at = 1;
  bool positional = false;
  while (at < argv.size() && argv[at].exact() && argv[at].text.size() > 1 &&
         (argv[at].text[0] == '-' || argv[at].text[0] == '+')) {
    const std::string& word = argv[at++].text;
    if (word == "--") {
      positional = true;
      break;
    }
    if (word.back() == 'o' && at < argv.size()) ++at;
  }
  if (!positional && at >= argv.size()) return {};
  Argument zero = scope_.positional.empty() ? Argument{} : scope_.positional.front();
  scope_.positional.assign(1, zero);
  scope_.positional.insert(scope_.positional.end(), argv.begin() + static_cast<std::ptrdiff_t>(at),
                           argv.end());
  scope_.positional_known = true;
  return {};
}

Stream Walker::do_shift(Command& command) {
  push_builtin(command);
  if (!scope_.positional_known) return {};
  const bool one = command.argv.size() < 2;
  const std::string count = one ? "1" : command.argv[1].text;
  if (count.size() > 3 || count.empty() ||
      count.find_first_not_of("0123456789") != std::string::npos) {
    scope_.positional_known = false;
    return {};
  }
  const std::vector<Argument>& all = scope_.positional;
  const bool sure = std::none_of(all.begin(), all.end(),
                                 [](const Argument& word) { return word.splits || word.glob; });
  if (!sure) {
    scope_.positional_known = false;
    return {};
  }
  if (static_cast<std::size_t>(std::stoi(count)) >= std::max<std::size_t>(all.size(), 1)) return {};
  for (int n = std::stoi(count); n > 0 && scope_.positional.size() > 1; --n) {
    scope_.positional.erase(scope_.positional.begin() + 1);
  }
  return {};
}

// What follows is walked all the same: whether it is reached may depend on more than we see.
Stream Walker::do_exit(Command& command) {
  push_builtin(command);
  if (command.argv[0].text != "return") {
    Restore<Scope> scope(scope_);
    leave({});
  } else if (returns_.empty()) {
    return {};  // bash says that there is nothing to return from
  } else {
    returns_.back().push_back(scope_);
  }
  scope_.ended = true;
  return {};
}

// break 2 leaves two loops: what holds here may hold after each of them.
Stream Walker::do_break(Command& command) {
  push_builtin(command);
  if (loops_.empty()) return {};
  const bool one = command.argv.size() < 2;
  for (std::size_t i = one ? loops_.size() - 1 : 0; i < loops_.size(); ++i) {
    loops_[i].push_back(scope_);
  }
  scope_.ended = true;
  return {};
}

Stream Walker::do_shopt(Command& command) {
  push_builtin(command);
  for (const Argument& word : command.argv) {
    if (word.text == "lastpipe" || !word.exact()) scope_.options.last_pipe = true;
    if (word.text == "posix") scope_.options.posix = true;
    if (word.text == "keyword") scope_.options.keyword = true;
  }
  return {};
}

}  // namespace gavel::rules
