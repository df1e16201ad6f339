// From the words of a simple command to an action: expansion, who runs it, what it does.
#include <algorithm>
#include <utility>

#include "rules/credential.h"
#include "rules/environment.h"
#include "rules/output.h"
#include "rules/paths.h"
#include "rules/print.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

constexpr std::size_t most_words = 20'000;
constexpr std::size_t most_calls = 32;  // functions within each other

bool is_read(const Effect& effect) {
  return effect.kind == EffectKind::read;
}

Marks marks_of(const std::vector<Argument>& argv) {
  Marks marks;
  for (const Argument& word : argv) marks |= word.marks;
  return marks;
}

// What it prints comes straight from the other end.
bool is_connection(const Action& action) {
  static constexpr std::string_view programs[] = {"nc",    "ncat",   "netcat",        "nc.openbsd",
                                                  "socat", "telnet", "nc.traditional"};
  if (std::find(std::begin(programs), std::end(programs), action.program) == std::end(programs))
    return false;
  return std::any_of(action.effects.begin(), action.effects.end(), [](const Effect& effect) {
    const bool network = effect.kind == EffectKind::net_in || effect.kind == EffectKind::net_out ||
                         effect.kind == EffectKind::net_listen;
    return network && !effect.traits.has(Trait::loopback);
  });
}

}  // namespace

std::vector<Argument> Walker::expand_words(shell::Seq<shell::Word> words) {
  std::vector<Argument> argv;
  argv.reserve(words.size());
  for (const shell::Word& word : words) {
    shell::Expansion expansion = shell::expand(word, *this);
    if (expansion.over_cap) out_.over_cap = true;
    for (Argument& made : expansion.words) argv.push_back(std::move(made));
    if (argv.size() > most_words) {
      out_.over_cap = true;
      break;
    }
  }
  return argv;
}

Stream Walker::simple(const shell::Node& node, const Stream& in) {
  Command command;
  command.span = node.span;
  command.argv = expand_words(node.words);
  command.redirected = redirect(node.redirections, in);
  const Redirected redirected = command.redirected;
  Stream out;
  if (command.argv.empty()) {
    for (const shell::Assignment& assignment : node.assignments)
      apply(assignment, false, command.environment);
    Command bare = std::move(command);
    bare.redirected.effects.insert(bare.redirected.effects.end(), bare.environment.begin(),
                                   bare.environment.end());
    push_redirections(bare.redirected, node.span);
    out.text.emplace();
    if (node.assignments.empty() && redirected.in.given) out = redirected.in;  // $(<file)
  } else if (node.assignments.empty()) {
    out = invoke(std::move(command));
  } else {
    Restore<decltype(scope_.variables)> variables(scope_.variables);
    for (const shell::Assignment& assignment : node.assignments) {
      const bool in_front = assignment.argument < 0;
      apply(assignment, in_front, command.environment);
      if (!in_front) variables.kept() = scope_.variables;  // declare x=(...) stays
    }
    const bool stays = command.argv[0].exact() &&
                       (command.argv[0].text == "export" || command.argv[0].text == "declare" ||
                        command.argv[0].text == "local" || command.argv[0].text == "readonly" ||
                        command.argv[0].text == "typeset");
    out = invoke(std::move(command));
    if (stays) variables.kept() = scope_.variables;
  }
  keep_output(redirected, out);
  if (redirected.out_to_file || redirected.out_to_socket) out = Stream{};
  return out;
}

void Walker::record(const std::vector<Argument>& argv) {
  std::vector<std::optional<std::string>> row;
  row.reserve(argv.size());
  for (const Argument& word : argv) {
    // Which names a pattern matches, and the number of a pipe, only the shell knows.
    const bool told = word.exact() && !word.glob && !word.text.starts_with("/dev/fd/6");
    row.push_back(told ? std::optional<std::string>(word.text) : std::nullopt);
  }
  out_.commands.push_back(std::move(row));
}

Stream Walker::invoke(Command command) {
  if (!step()) return {};
  record(command.argv);
  Argument& head = command.argv.front();
  if (!head.exact() || head.glob) return run_time_command(std::move(command));
  if (!command.external) {
    const auto alias = scope_.aliases.find(head.text);
    if (alias != scope_.aliases.end() && !head.quoted && setting_.nesting < limits_.nesting) {
      const std::string text =
          alias->second + " " + print_words(std::span(command.argv).subspan(1));
      Restore<Scope> scope(scope_);
      Restore<Setting> setting(setting_);
      scope_.aliases.erase(alias->first);
      setting_.carriers.push_back("alias " + head.text);
      run_text(text, shell::SourceKind::alias, head.text, command.span, command.redirected.in);
    }
    const auto function = scope_.functions.find(head.text);
    if (function != scope_.functions.end()) {
      const std::vector<const shell::Node*> bodies = function->second;
      return call_function(command, bodies);
    }
    const auto hashed = scope_.hashed.find(head.text);
    if (hashed != scope_.hashed.end()) head.text = hashed->second;
    Stream out;
    if (builtin(command, out)) return out;
  }
  return described(std::move(command));
}

Stream Walker::call_function(const Command& command,
                             const std::vector<const shell::Node*>& bodies) {
  Stream out;
  const std::string name = command.argv[0].text;
  push_redirections(command.redirected, command.span);
  for (const shell::Node* function : bodies) {
    called_.insert(function);
    const bool again = std::find(calling_.begin(), calling_.end(), function) != calling_.end();
    if (again || calling_.size() >= most_calls) {
      if (setting_.detached) {
        Action action = action_of(command);
        Effect bomb;
        bomb.kind = EffectKind::process;
        bomb.target = "fork bomb";
        bomb.traits = Trait::all | Trait::recursive | Trait::unfiltered;
        bomb.span = command.span;
        action.program = name;
        action.knowledge = Knowledge::known;
        action.effects.push_back(std::move(bomb));
        push(std::move(action));
      }
      if (!again) out_.over_cap = true;
      continue;
    }
    Restore<Setting> setting(setting_);
    Restore<std::vector<Argument>> positional(scope_.positional);
    const bool known = scope_.positional_known;
    setting_.carriers.push_back(name + "()");
    scope_.positional = command.argv;
    scope_.positional_known = true;
    calling_.push_back(function);
    locals_.emplace_back();
    const Stream& fed = command.redirected.in;
    const Stream printed =
        function->redirections.empty()
            ? list(function->body, fed)
            : (push_redirections(redirect(function->redirections, fed), function->span),
               list(function->body, fed));
    calling_.pop_back();
    for (auto& [local, before] : locals_.back()) {
      if (before) {
        scope_.variables[local] = std::move(*before);
      } else {
        scope_.forget(local);
      }
    }
    locals_.pop_back();
    scope_.positional_known = known;
    scope_.ended = false;
    out.marks |= printed.marks;
    out.text = bodies.size() == 1 ? printed.text : std::nullopt;
  }
  out.given = true;
  return out;
}

// The word may also turn out empty; then the next one is the command.
Stream Walker::run_time_command(Command command) {
  Action action = action_of(command);
  const Argument& head = command.argv.front();
  Effect effect;
  effect.kind = EffectKind::opaque;
  effect.target = "the command is known only at run time: " + print_word(head);
  effect.marks = head.marks;
  effect.traits = Trait::unknown_target;
  effect.span = head.span;
  action.knowledge = Knowledge::unknown;
  action.effects.push_back(std::move(effect));
  for (const Effect& more : command.redirected.effects) action.effects.push_back(more);
  for (const Effect& more : command.environment) action.effects.push_back(more);
  push(std::move(action));
  Stream out;
  out.given = true;
  out.marks = Mark::local_data | marks_of(command.argv) | command.redirected.in.marks;
  if (head.splits && head.text.empty() && command.argv.size() > 1) {
    Command rest = std::move(command);
    rest.argv.erase(rest.argv.begin());
    rest.redirected.effects.clear();
    rest.environment.clear();
    out.marks |= invoke(std::move(rest)).marks;
  }
  return out;
}

Action Walker::action_of(const Command& command) const {
  Action action;
  action.tool = call_.tool;
  action.argv = command.argv;
  action.carriers = setting_.carriers;
  action.place = setting_.place;
  action.cwd = scope_.folder();
  action.span = command.span;
  action.printed = print_words(command.argv) + command.redirected.printed;
  action.masked = action.printed;
  return action;
}

std::size_t Walker::push(Action action) {
  if (out_.actions.size() >= limits_.actions) {
    out_.over_cap = true;
    return out_.actions.size() - 1;
  }
  out_.actions.push_back(std::move(action));
  return out_.actions.size() - 1;
}

Stream Walker::described(Command command) {
  const Stream& in = command.redirected.in;
  Action action = action_of(command);
  if (std::string behind = program_behind(command.argv[0]); !behind.empty())
    command.argv[0].text = std::move(behind);
  const std::string folder = scope_.folder();
  const commands::Invocation invocation{command.argv,
                                        folder,
                                        in.given,
                                        in.marks,
                                        in.glob ? std::nullopt : in.text,
                                        command.piped || command.redirected.out_to_file,
                                        inputs_,
                                        facts_};
  commands::Description of = commands::describe(invocation);
  action.program = of.program;
  if (command.argv[0].text.find('/') != std::string::npos)
    action.program_path = command.argv[0].text;
  action.subcommand = of.subcommand;
  action.flags = std::move(of.flags);
  action.operands = std::move(of.operands);
  action.knowledge = of.knowledge;
  action.negligible = of.negligible;
  if (!of.data_words.empty())
    action.masked = print_words(command.argv, of.data_words) + command.redirected.printed;
  action.effects = std::move(of.effects);
  settle_effects(action, command, of);
  note_patched(action, command);
  note_remote(action);
  note_printed(action, command, of);
  Stream out;
  out.given = true;
  out.marks = flow_through(action, command, of);
  if (action.program == "printenv") out.marks |= printed_variables(command.argv);
  out.listing = listing_through(command);
  out.socket = is_connection(action);
  note_files(action, command, of);
  note_links(action);
  note_unpacked(action, command);
  const std::optional<Printed> printed =
      what_it_prints({command.argv, in.text, folder, inputs_.repo_root});
  if (action.program == "cat" && action.operands.size() == 1 && !action.effects.empty()) {
    const Effect& read = action.effects.front();
    if (is_read(read) && !read.traits.intersects(Trait::glob | Trait::unknown_target))
      out.path = read.resolved;
  }
  if (printed && !(in.glob && in.text)) {
    out.text = printed->text;
    out.glob = printed->glob;
  }
  if (action.knowledge == Knowledge::unknown) note_own_program(action, command);
  const std::size_t index = push(std::move(action));
  carry(of.carried, command, index, out);
  const bool tests = command.argv[0].text == "[" || command.argv[0].text == "test";
  for (std::size_t i = 1; tests && i + 1 < command.argv.size(); ++i) {
    if (command.argv[i].text == "-v") hidden_code(command.argv[i + 1]);
  }
  carry_agent(command);
  run_project(command, index);
  return out;
}

}  // namespace gavel::rules
