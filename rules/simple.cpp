// From the words of a simple command to an action: expansion, who runs it, what it does.
#include <algorithm>
#include <utility>

#include "rules/builtin_options.h"
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
  const bool tls =
      action.program == "openssl" && action.argv.size() > 1 && action.argv[1].text == "s_client";
  static constexpr std::string_view programs[] = {"nc",    "ncat",   "netcat",        "nc.openbsd",
                                                  "socat", "telnet", "nc.traditional"};
  if (!tls &&
      std::find(std::begin(programs), std::end(programs), action.program) == std::end(programs))
    return false;
  return std::any_of(action.effects.begin(), action.effects.end(), [](const Effect& effect) {
    const bool network = effect.kind == EffectKind::net_in || effect.kind == EffectKind::net_out ||
                         effect.kind == EffectKind::net_listen;
    return network && !effect.traits.has(Trait::loopback);
  });
}

// Text that begins with name= or name+=.
bool is_assignment(std::string_view text) {
  std::size_t at = 0;
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (at < text.size() && (letter(text[at]) || (at > 0 && digit(text[at])))) ++at;
  if (at > 0 && at + 1 < text.size() && text[at] == '+') ++at;
  return at > 0 && at < text.size() && text[at] == '=';
}

// Whether bash takes the arguments for assignments: it looks at the words as they are written.
bool declares(const shell::Node& node) {
  static constexpr std::string_view names[] = {"declare", "typeset",  "local",
                                               "export",  "readonly", "alias"};
  for (const shell::Word& word : node.words) {
    if (word.parts.size() != 1 || word.parts[0].kind != shell::PartKind::literal) return false;
    const std::string_view text = word.parts[0].text;
    if (std::find(std::begin(names), std::end(names), text) != std::end(names)) return true;
    if (text != "command" && text != "builtin") return false;
  }
  return false;
}

// /dev/fd/63: the name of a pipe that <( ) made, wherever it stands.
bool names_pipe(std::string_view text) {
  const std::size_t at = text.find("/dev/fd/");
  return at != text.npos && at + 9 < text.size() && text[at + 8] >= '1' && text[at + 9] <= '9';
}

// set -k: a word name=value anywhere is no argument.
void forget_keywords(std::vector<Argument>& argv) {
  for (Argument& word : argv) {
    if (!is_assignment(word.text)) continue;
    word.known = Argument::Known::unknown;
    word.splits = true;
    word.why = std::exchange(word.text, {});
  }
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

// name=value as an argument of declare and its like is expanded as an assignment is: one word.
std::vector<Argument> Walker::expand_declaration(shell::Seq<shell::Word> words) {
  std::vector<Argument> argv;
  for (const shell::Word& word : words) {
    const bool literal = !word.parts.empty() && word.parts[0].kind == shell::PartKind::literal;
    if (!literal || !is_assignment(word.parts[0].text)) {
      for (Argument& made : expand_words({&word, 1})) argv.push_back(std::move(made));
      continue;
    }
    Argument assignment = shell::expand_single(word, *this);
    const bool braces = std::any_of(word.parts.begin(), word.parts.end(), [](const auto& part) {
      return part.kind == shell::PartKind::brace;
    });
    if (braces) {
      // Each alternative is an assignment of its own; the last one stays.
      expand_words({&word, 1});
      assignment.text.erase(assignment.text.find('=') + 1);
      assignment.known = Argument::Known::partial;
    }
    for (const shell::Part& part : word.parts) {
      if (part.kind == shell::PartKind::glob || part.kind == shell::PartKind::extglob)
        assignment.glob = false;
    }
    argv.push_back(std::move(assignment));
  }
  return argv;
}

// The text bash reads instead of a command whose first word is an alias, if it is one.
std::optional<std::string> Walker::aliased(const shell::Node& node) {
  if (scope_.aliases.empty() || node.words.empty()) return std::nullopt;
  std::string text;
  std::size_t at = 0;
  for (bool more = true; more && at < node.words.size();) {
    const shell::Seq<shell::Part> parts = node.words[at].parts;
    const bool bare = parts.size() == 1 && parts[0].kind == shell::PartKind::literal;
    const auto alias = bare ? scope_.aliases.find(parts[0].text) : scope_.aliases.end();
    if (alias == scope_.aliases.end()) break;
    text += alias->second;
    more = text.ends_with(' ') || text.ends_with('\t');
    ++at;
    if (more || at == node.words.size()) continue;
    text += ' ';
  }
  if (at == 0) return std::nullopt;
  for (; at < node.words.size(); ++at) text += std::string(source(node.words[at].span)) + " ";
  return text;
}

// An alias may be in force or not: both readings are walked, and either may hold afterwards.
Stream Walker::simple(const shell::Node& node, const Stream& in) {
  const std::optional<std::string> text = aliased(node);
  if (!text || setting_.nesting >= limits_.nesting) return run_simple(node, in);
  Scope other;
  {
    Restore<Scope> scope(scope_);
    Restore<Setting> setting(setting_);
    const std::string name(node.words[0].parts[0].text);
    const std::string value = scope_.aliases[name];
    scope_.aliases.erase(name);
    ++setting_.nesting;
    setting_.parse_depth += 2;
    setting_.carriers.push_back("alias " + name);
    const Redirected redirected = redirect(node.redirections, in);
    push_redirections(redirected, node.span);
    run_text(*text, shell::SourceKind::alias, name, node.span, redirected.in);
    scope_.aliases.emplace(name, value);
    other = scope_;
  }
  Stream out = run_simple(node, in);
  merge(scope_, other);
  out.text.reset();
  return out;
}

Stream Walker::run_simple(const shell::Node& node, const Stream& in) {
  Command command;
  command.span = node.span;
  command.argv = declares(node) || scope_.options.keyword ? expand_declaration(node.words)
                                                          : expand_words(node.words);
  if (scope_.options.keyword && !declares(node)) forget_keywords(command.argv);
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
    out = assigned_in_front(node, std::move(command));
  }
  keep_output(redirected, out);
  if (redirected.out_to_file || redirected.out_to_socket) out = Stream{};
  return out;
}

// What stands in front of a command holds while it runs; declare x=(...) stays, and so does
// what the command itself declares.
Stream Walker::assigned_in_front(const shell::Node& node, Command command) {
  std::map<std::string, std::optional<Variable>> before;
  for (const shell::Assignment& assignment : node.assignments) {
    const std::string name(assignment.name);
    const bool in_front = assignment.argument < 0;
    const bool declared =
        std::any_of(command.argv.begin() + 1, command.argv.end(), [&](const Argument& word) {
          return word.text == name || word.text.starts_with(name + "=");
        });
    const auto found = scope_.variables.find(name);
    if (in_front && !(declared && declares(node))) {
      before.emplace(name,
                     found == scope_.variables.end() ? std::nullopt : std::optional(found->second));
    }
    apply(assignment, in_front, command.environment);
  }
  const Argument& head = command.argv[0];
  const bool doubtful = scope_.options.posix && head.exact() && is_special_builtin(head.text);
  Stream out = invoke(std::move(command));
  for (auto& [name, variable] : before) {
    if (doubtful) {
      not_followed(name);
    } else if (variable) {
      scope_.variables[name] = std::move(*variable);
    } else {
      scope_.forget(name);
    }
  }
  return out;
}

// A command of which nothing is known before it runs.
void Walker::record_unknown() {
  const std::vector<std::optional<std::string>> any{std::nullopt};
  if (out_.commands.empty() || out_.commands.back() != any) out_.commands.push_back(any);
}

void Walker::record(const std::vector<Argument>& argv) {
  std::vector<std::optional<std::string>> row;
  row.reserve(argv.size());
  for (const Argument& word : argv) {
    // Which names a pattern matches, and the number of a pipe, only the shell knows.
    const bool told = word.exact() && !word.glob && !names_pipe(word.text);
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
    const auto function = scope_.functions.find(head.text);
    if (function != scope_.functions.end()) {
      const std::vector<const shell::Node*> bodies = function->second;
      return call_function(command, bodies);
    }
  }
  return run_program(std::move(command));
}

// A builtin, or a program outside the shell.
Stream Walker::run_program(Command command) {
  if (!command.external) {
    const auto hashed = scope_.hashed.find(command.argv.front().text);
    if (hashed != scope_.hashed.end()) {
      Command other = command;
      other.argv.front().text = hashed->second;
      described(std::move(other));
      // A change of PATH, hash -r or -d brings the name back.
    }
    Stream out;
    if (builtin(command, out)) return out;
  }
  return described(std::move(command));
}

Stream Walker::call_function(const Command& command,
                             const std::vector<const shell::Node*>& bodies) {
  Stream out;
  push_redirections(command.redirected, command.span);
  const Scope before = scope_;
  std::vector<Scope> ends;
  for (const shell::Node* function : bodies) {
    if (!ends.empty()) scope_ = before;
    if (function != nullptr) called_.insert(function);
    const Stream printed =
        function != nullptr ? call_body(command, *function) : run_program(command);
    out.marks |= printed.marks;
    out.text = bodies.size() == 1 ? printed.text : std::nullopt;
    ends.push_back(scope_);
  }
  rejoin(ends);
  out.given = true;
  return out;
}

// One definition of the function. What calls itself is walked once with what it is given, once
// more for whatever it may be given then, and no further.
Stream Walker::call_body(const Command& command, const shell::Node& function) {
  const std::string name = command.argv[0].text;
  const auto times = std::count(calling_.begin(), calling_.end(), &function);
  if (times > 0 && setting_.detached) {
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
  if (times > 2 || calling_.size() >= most_calls) {
    if (times <= 2) out_.over_cap = true;
    return {};
  }
  Restore<Setting> setting(setting_);
  Restore<std::vector<Argument>> positional(scope_.positional);
  const bool known = scope_.positional_known;
  setting_.carriers.push_back(name + "()");
  scope_.positional = command.argv;
  if (!positional.kept().empty()) scope_.positional[0] = positional.kept()[0];  // $0 stays
  scope_.positional_known = times < 2;
  if (times == 2) scope_.blur();
  calling_.push_back(&function);
  locals_.emplace_back();
  returns_.emplace_back();
  const std::vector<std::vector<Scope>> loops = std::exchange(loops_, {});
  const Stream& fed = command.redirected.in;
  if (!function.redirections.empty()) {
    push_redirections(redirect(function.redirections, fed), function.span);
  }
  const Stream printed = list(function.body, fed);
  const std::vector<Scope> left = std::move(returns_.back());
  returns_.pop_back();
  rejoin(left);
  loops_ = loops;
  calling_.pop_back();
  for (auto& [local, before] : locals_.back()) {
    if (before) {
      scope_.variables[local] = std::move(*before);
    } else {
      scope_.forget(local);
    }
    if (scope_.references.count(local) > 0) not_followed(local);  // a trap may assign to it
  }
  locals_.pop_back();
  scope_.positional_known = known;
  scope_.ended = false;
  return printed;
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
  // It may be a builtin: unset, read, eval ...
  if (!command.external) scope_.blur();
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
  settle_statements(action, command);
  settle_effects(action, command, of);
  settle_own_token(action, command);
  settle_edits(action);
  note_patched(action, command);
  note_remote(action);
  note_environment(action, command);
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
  note_worktree(action);
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
  bool columns = false;
  out.numbered =
      numbers_lines(command.argv) || (in.numbered && passes_lines(command.argv, columns));
  if (in.numbered && cuts_first_column(command.argv)) {
    out.text = "[0-9]*";
    out.glob = true;
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
