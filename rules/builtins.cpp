// Builtins that change the shell itself; each is followed here, none is left to a description.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/environment.h"
#include "rules/output.h"
#include "rules/paths.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

// The index of the first operand after options of `letters`; options that take a value are in
// `valued`.
std::size_t skip_options(const std::vector<Argument>& argv, std::string_view valued = {}) {
  std::size_t at = 1;
  while (at < argv.size() && argv[at].exact() && argv[at].text.size() > 1 &&
         argv[at].text[0] == '-') {
    const std::string& word = argv[at].text;
    ++at;
    if (word == "--") break;
    if (valued.find(word.back()) != std::string_view::npos && at < argv.size()) ++at;
  }
  return at;
}

bool has_option(const std::vector<Argument>& argv, char letter) {
  for (std::size_t i = 1; i < argv.size(); ++i) {
    const std::string& word = argv[i].text;
    if (word == "--" || word.size() < 2 || (word[0] != '-' && word[0] != '+')) break;
    if (word[0] == '-' && word.find(letter) != std::string::npos) return true;
  }
  return false;
}

bool is_name(std::string_view text) {
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

shell::Value unknown_value(Marks marks, std::string why) {
  shell::Value value;
  value.known = Argument::Known::unknown;
  value.marks = marks;
  value.why = std::move(why);
  return value;
}

// What stands behind "name=" in a word, the unknown tail kept.
shell::Value value_behind(const Argument& word, std::size_t equals) {
  shell::Value value = shell::value_of(word);
  value.text.erase(0, equals + 1);
  if (value.known == Argument::Known::partial && value.text.empty())
    value.known = Argument::Known::unknown;
  value.glob = false;
  return value;
}

Argument joined_words(const std::vector<Argument>& argv, std::size_t from) {
  Argument text;
  for (std::size_t i = from; i < argv.size(); ++i) {
    const Argument& word = argv[i];
    text.marks |= word.marks;
    if (!text.exact()) {
      text.why += " " + word.text + word.why;
      continue;
    }
    if (i > from) text.text += ' ';
    text.text += word.text;
    text.span = word.span;
    if (!word.exact()) {
      text.known = Argument::Known::partial;
      text.why = word.why;
    }
  }
  return text;
}

commands::Carried carried_text(Argument text, std::string label, bool same_shell) {
  commands::Carried carried;
  carried.kind = commands::Carried::Kind::shell_text;
  carried.text = std::move(text);
  carried.label = std::move(label);
  carried.same_shell = same_shell;
  return carried;
}

}  // namespace

struct BuiltinTable {
  struct Row {
    std::string_view name;
    Stream (Walker::*run)(Command&);
  };
  static constexpr std::array<Row, 35> rows{{
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

bool Walker::builtin(Command& command, Stream& out) {
  const std::string name = command.argv[0].text;
  for (const BuiltinTable::Row& row : BuiltinTable::rows) {
    if (row.name != name) continue;
    if (name == "printf" && !has_option(command.argv, 'v')) return false;
    out = (this->*row.run)(command);
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
  if (!known) {
    scope_.old_folder = before;
    scope_.folders.clear();
    return;
  }
  const std::string lexical = plain_path(normal_path(target.text, before), before);
  std::string folder = facts_.real_path(lexical).value_or(lexical);
  std::vector<std::string> possible{folder};
  // A folder that is not there cannot be entered; then the shell stays where it is.
  const bool absent = files_.empty() && facts_.file_kind(folder) == FileKind::missing &&
                      !before.empty() && facts_.file_kind(before) == FileKind::folder;
  if (absent) {
    for (const std::string& other : scope_.folders) {
      if (possible.size() < 4 && other != folder) possible.push_back(other);
    }
  }
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
    if (target.text.empty()) target.known = Argument::Known::unknown;
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
  scope_.folder_stack.push_back(scope_.folder());
  return do_cd(command);
}

Stream Walker::do_popd(Command& command) {
  push_builtin(command);
  Argument target;
  if (scope_.folder_stack.empty() || scope_.folder_stack.back().empty()) {
    target.known = Argument::Known::unknown;
  } else {
    target.text = scope_.folder_stack.back();
  }
  if (!scope_.folder_stack.empty()) scope_.folder_stack.pop_back();
  change_folder(target);
  return {};
}

void Walker::assign_word(const Argument& word, bool exported, Span span) {
  const std::size_t equals = word.text.find('=');
  const bool append = equals != std::string::npos && equals > 0 && word.text[equals - 1] == '+';
  const std::string name = word.text.substr(0, append ? equals - 1 : equals);
  if (!is_name(name)) {
    hidden_code(word);
    return;
  }
  if (equals == std::string::npos) {
    const auto found = scope_.variables.find(name);
    if (found != scope_.variables.end() && exported) found->second.exported = true;
    return;
  }
  shell::Value value = value_behind(word, equals);
  if (append) value = unknown_value(value.marks, "$" + name);
  (void)span;
  scope_.set(name, std::move(value), exported);
}

Stream Walker::do_declare(Command& command) {
  const std::vector<Argument> argv = command.argv;
  const bool exported = argv[0].text == "export" || has_option(argv, 'x');
  if (argv[0].text == "export" && has_option(argv, 'f')) scope_.functions_exported = true;
  const bool evaluated = has_option(argv, 'i') || has_option(argv, 'n');
  for (std::size_t i = skip_options(argv); i < argv.size(); ++i) {
    const Argument& word = argv[i];
    if (word.text.empty() && !word.exact()) {
      // A name known only at run time: any variable may have changed.
      scope_.variables.clear();
      continue;
    }
    if (evaluated) hidden_code(word);
    const std::size_t equals = word.text.find('=');
    const std::string name = word.text.substr(0, equals);
    if (has_option(argv, 'n') && argv[0].text != "export") {
      for (const std::string& each :
           {name, equals == std::string::npos ? name : word.text.substr(equals + 1)}) {
        scope_.references.insert(each);
        scope_.set(each, unknown_value({}, "$" + each));
      }
      continue;
    }
    assign_word(word, exported, word.span);
    const LoadingVariable* loading = find_loading_variable(name);
    const shell::Value* value = scope_.find(name);
    if (loading != nullptr && value != nullptr && (exported || loading->inherited)) {
      const shell::Value copy = *value;
      poison(name, copy, word.span, command.environment);
    }
  }
  push_builtin(command);
  return {};
}

Stream Walker::do_unset(Command& command) {
  push_builtin(command);
  const bool functions = has_option(command.argv, 'f');
  for (std::size_t i = skip_options(command.argv); i < command.argv.size(); ++i) {
    const Argument& word = command.argv[i];
    hidden_code(word);
    if (!word.exact()) {
      scope_.variables.clear();
      continue;
    }
    shell::Value unset;
    unset.set = false;
    if (!functions) scope_.set(word.text, std::move(unset));
    if (functions || scope_.find(word.text) == nullptr) {
      const auto found = scope_.functions.find(word.text);
      if (found != scope_.functions.end()) scope_.functions.erase(found);
    }
  }
  return {};
}

Stream Walker::do_read(Command& command) {
  const std::vector<Argument>& argv = command.argv;
  push_builtin(command);
  const bool array = argv[0].text != "read" || has_option(argv, 'a');
  const std::size_t first = skip_options(argv, argv[0].text == "read" ? "dinNptua" : "dnOstuCc");
  const Stream& in = command.redirected.in;
  for (std::size_t i = 1; i < argv.size(); ++i) hidden_code(argv[i]);
  std::vector<std::string> names;
  for (std::size_t i = 1; i + 1 < argv.size(); ++i) {
    if (argv[i].text == "-a" || argv[i].text == "-ra") names.push_back(argv[i + 1].text);
    if (argv[i].text == "-C" && argv[0].text != "read") {
      Stream ignored;
      carry({carried_text(argv[i + 1], "mapfile -C", true)}, command, out_.actions.size() - 1,
            ignored);
    }
  }
  for (std::size_t i = first; i < argv.size(); ++i) names.push_back(argv[i].text);
  if (names.empty()) names.push_back(argv[0].text == "read" ? "REPLY" : "MAPFILE");
  const bool whole = in.text && !in.glob && names.size() == 1 && !array &&
                     std::count(in.text->begin(), in.text->end(), '\n') <= 1;
  for (const std::string& name : names) {
    if (!is_name(name)) continue;
    shell::Value value = unknown_value(in.marks, "$" + name);
    if (whole) {
      value.known = Argument::Known::exact;
      value.text = *in.text;
      while (!value.text.empty() && value.text.back() == '\n') value.text.pop_back();
    }
    scope_.set(name, std::move(value));
  }
  return {};
}

Stream Walker::do_printf(Command& command) {
  push_builtin(command, 2);
  std::vector<Argument> argv = command.argv;
  if (argv.size() < 3 || argv[1].text != "-v") return {};
  hidden_code(argv[2]);
  const std::string name = argv[2].text;
  argv.erase(argv.begin() + 1, argv.begin() + 3);
  const std::optional<std::string> no_input;
  const std::optional<Printed> printed = what_it_prints({argv, no_input, {}, {}});
  Marks marks;
  for (const Argument& word : argv) marks |= word.marks;
  shell::Value value = unknown_value(marks, "$" + name);
  if (printed) {
    value.known = Argument::Known::exact;
    value.text = printed->text;
  }
  if (is_name(name)) scope_.set(name, std::move(value));
  return {};
}

Stream Walker::do_alias(Command& command) {
  push_builtin(command);
  for (std::size_t i = 1; i < command.argv.size(); ++i) {
    const std::string& word = command.argv[i].text;
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0) continue;
    scope_.aliases[word.substr(0, equals)] = word.substr(equals + 1) + command.argv[i].why;
  }
  return {};
}

Stream Walker::do_unalias(Command& command) {
  push_builtin(command);
  for (std::size_t i = 1; i < command.argv.size(); ++i) {
    const auto found = scope_.aliases.find(command.argv[i].text);
    if (found != scope_.aliases.end()) scope_.aliases.erase(found);
  }
  return {};
}

Stream Walker::do_set(Command& command) {
  push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  if (has_option(argv, 'a')) scope_.all_exported = true;
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
  for (int n = std::stoi(count); n > 0 && scope_.positional.size() > 1; --n) {
    if (scope_.positional[1].splits) {
      scope_.positional_known = false;
      return {};
    }
    scope_.positional.erase(scope_.positional.begin() + 1);
  }
  return {};
}

// What follows is walked all the same: whether it is reached may depend on more than we see.
Stream Walker::do_exit(Command& command) {
  push_builtin(command);
  scope_.ended = true;
  return {};
}

Stream Walker::do_eval(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::size_t first = command.argv.size() > 1 && command.argv[1].text == "--" ? 2 : 1;
  Stream out;
  if (first < command.argv.size()) {
    carry({carried_text(joined_words(command.argv, first), "eval", true)}, command, action, out);
  }
  return out;
}

Stream Walker::do_source(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::size_t at = skip_options(command.argv, "p");
  if (at >= command.argv.size()) return {};
  commands::Carried carried;
  carried.kind = commands::Carried::Kind::script_file;
  carried.text = command.argv[at];
  carried.label = command.argv[0].text;
  carried.language = "sh";
  carried.same_shell = true;
  const std::size_t scripts = running_.size() + out_.scripts.size();
  Stream out;
  carry({std::move(carried)}, command, action, out);
  // A file nobody could read may have set anything.
  if (running_.size() + out_.scripts.size() == scripts) {
    for (auto& [name, variable] : scope_.variables)
      variable.value = unknown_value(variable.value.marks, "$" + name);
  }
  return out;
}

Stream Walker::do_trap(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::size_t at = skip_options(command.argv);
  Stream out;
  if (at + 1 < command.argv.size() && command.argv[at].text != "-") {
    Restore<Scope> scope(scope_);
    carry({carried_text(command.argv[at], "trap", true)}, command, action, out);
  }
  return out;
}

Stream Walker::do_exec(Command& command) {
  const std::size_t at = skip_options(command.argv, "a");
  if (at >= command.argv.size()) {
    push_builtin(command);
    scope_.descriptors = command.redirected.descriptors;
    return {};
  }
  Command inner = command;
  inner.argv.erase(inner.argv.begin(), inner.argv.begin() + static_cast<std::ptrdiff_t>(at));
  inner.external = true;
  Restore<Setting> setting(setting_);
  setting_.carriers.push_back("exec");
  Stream out = invoke(std::move(inner));
  scope_.ended = true;
  return out;
}

// Functions and aliases are passed over, builtins are not.
Stream Walker::do_command(Command& command) {
  const bool asks = has_option(command.argv, 'v') || has_option(command.argv, 'V');
  const std::size_t at = skip_options(command.argv);
  if (asks || at >= command.argv.size()) {
    push_builtin(command);
    Stream out;
    out.given = true;
    const std::optional<std::string> no_input;
    if (const auto printed = what_it_prints({command.argv, no_input, {}, {}}))
      out.text = printed->text;
    return out;
  }
  return do_builtin(command);
}

Stream Walker::do_builtin(Command& command) {
  const std::size_t at = skip_options(command.argv);
  if (at >= command.argv.size()) {
    push_builtin(command);
    return {};
  }
  Command inner = command;
  inner.argv.erase(inner.argv.begin(), inner.argv.begin() + static_cast<std::ptrdiff_t>(at));
  Restore<Setting> setting(setting_);
  setting_.carriers.push_back(command.argv[0].text);
  record(inner.argv);
  if (!inner.argv[0].exact() || inner.argv[0].glob) return run_time_command(std::move(inner));
  Stream out;
  if (builtin(inner, out)) return out;
  return described(std::move(inner));
}

Stream Walker::do_hash(Command& command) {
  push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  for (std::size_t i = 1; i + 2 < argv.size() + 0; ++i) {
    if (argv[i].text == "-p") scope_.hashed[argv[i + 2].text] = argv[i + 1].text;
  }
  return {};
}

// enable -f loads machine code; bind -x and complete -C name commands for later.
Stream Walker::do_enable(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  const bool loads = argv[0].text == "enable" && has_option(argv, 'f');
  const bool later = (argv[0].text == "bind" && has_option(argv, 'x')) ||
                     (argv[0].text == "complete" && has_option(argv, 'C'));
  if (!loads && !later) return {};
  Effect effect;
  effect.kind = EffectKind::opaque;
  effect.target = print_words(argv);
  effect.span = command.span;
  out_.actions[action].effects.push_back(std::move(effect));
  out_.actions[action].knowledge = Knowledge::unknown;
  return {};
}

// getopts names a variable; let evaluates arithmetic, which may assign to any.
Stream Walker::do_getopts(Command& command) {
  push_builtin(command);
  for (const Argument& word : command.argv) hidden_code(word);
  if (command.argv[0].text == "getopts" && command.argv.size() > 2) {
    scope_.set(command.argv[2].text, unknown_value({}, "$" + command.argv[2].text));
    scope_.set("OPTARG", unknown_value({}, "$OPTARG"));
  }
  return {};
}

}  // namespace gavel::rules
