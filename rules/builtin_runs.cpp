// Builtins that run what they are given: eval, source, trap, exec, command, builtin ...
#include <algorithm>
#include <utility>

#include "rules/builtin_options.h"
#include "rules/environment.h"
#include "rules/output.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

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

// Whether a trap's text may set the variable: a rough look, which may only say yes too often.
bool assigned_by(std::string_view text, std::string_view name) {
  return text.find(name) != text.npos;
}

}  // namespace

Stream Walker::do_eval(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::size_t first = command.argv.size() > 1 && command.argv[1].text == "--" ? 2 : 1;
  Stream out;
  if (first < command.argv.size()) {
    Argument text = joined_words(command.argv, first);
    const bool exact = text.exact();
    carry({carried_text(std::move(text), "eval", true)}, command, action, out);
    if (!exact) scope_.blur();
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
  if (at + 1 < command.argv.size()) {
    carried.argv.assign(command.argv.begin() + static_cast<std::ptrdiff_t>(at), command.argv.end());
    if (scope_.positional_known && !scope_.positional.empty())
      carried.argv[0] = scope_.positional[0];
  }
  const std::size_t sources = out_.tree.source_count();
  Stream out;
  carry({std::move(carried)}, command, action, out);
  // A file nobody could read may have set anything.
  if (out_.tree.source_count() == sources) {
    record_unknown();
    scope_.blur();
  }
  return out;
}

Stream Walker::do_trap(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::size_t at = skip_options(command.argv);
  Stream out;
  if (at + 1 >= command.argv.size()) return out;
  const Argument& text = command.argv[at];
  const auto exit = [](const Argument& signal) {
    return signal.text == "EXIT" || signal.text == "0" || signal.text == "exit" || !signal.exact();
  };
  const bool at_exit = std::any_of(command.argv.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                   command.argv.end(), exit);
  const bool resets = text.exact() && (text.text == "-" || text.text.empty());
  if (at_exit) scope_.at_exit = resets ? std::nullopt : std::optional(text);
  if (resets) return out;
  trap_actions_ = out_.actions.size();
  Scope ran;
  {
    Restore<Scope> scope(scope_);
    scope_.at_exit.reset();
    carry({carried_text(text, "trap", true)}, command, action, out);
    // A signal comes when it comes, with what holds then.
    const bool later = std::any_of(command.argv.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                                   command.argv.end(), [](const Argument& signal) {
                                     return signal.text == "DEBUG" || signal.text == "ERR" ||
                                            signal.text == "RETURN";
                                   });
    if (later && !scope_.variables.empty()) {
      scope_.blur();
      carry({carried_text(text, "trap", true)}, command, action, out);
      drop_repeated(trap_actions_);
    }
    ran = scope_;
  }
  scope_.doubt_functions();
  // What it assigns may change at any time from here on.
  for (const auto& [name, variable] : ran.variables) {
    const shell::Value* now = scope_.find(name);
    const bool kept =
        now != nullptr && variable.value.text == now->text && variable.value.known == now->known;
    if (kept || !assigned_by(text.text, name)) continue;
    scope_.references.insert(name);
    not_followed(name);
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

// enable -f loads machine code, enable -n makes programs of builtins that move the shell; bind -x
// and complete -C name commands for later.
Stream Walker::do_enable(Command& command) {
  const std::size_t action = push_builtin(command);
  const std::vector<Argument>& argv = command.argv;
  const bool loads = argv[0].text == "enable" && (has_option(argv, 'f') || has_option(argv, 'n'));
  const bool completes = argv[0].text == "complete" || argv[0].text == "compgen";
  const bool later = (argv[0].text == "bind" && has_option(argv, 'x')) ||
                     (completes && (has_option(argv, 'C') || has_option(argv, 'F')));
  // compgen -W expands its words again.
  if (completes && has_option(argv, 'W')) {
    for (const Argument& word : argv) hidden_code(word);
  }
  if (!loads && !later) return {};
  Effect effect;
  effect.kind = EffectKind::opaque;
  effect.target = print_words(argv);
  effect.span = command.span;
  out_.actions[action].effects.push_back(std::move(effect));
  out_.actions[action].knowledge = Knowledge::unknown;
  record_unknown();
  return {};
}

}  // namespace gavel::rules
