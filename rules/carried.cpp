// What a command runs in turn: further command lines, shell text, inline code, its input.
#include <algorithm>
#include <utility>

#include "rules/inline/scan.h"
#include "rules/paths.h"
#include "rules/print.h"
#include "rules/shell/parser.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

constexpr std::size_t most_carried_words = 4096;

bool is_shell(std::string_view language) {
  return language == "sh" || language == "bash" || language == "zsh" || language == "dash" ||
         language == "ksh" || language == "fish" || language == "ash";
}

// sh -s a b: the words after -s are $1 $2.
std::vector<Argument> words_after_s(const std::vector<Argument>& argv) {
  std::vector<Argument> words;
  bool found = false;
  for (const Argument& word : argv) {
    const bool flag = word.exact() && word.text.size() > 1 && word.text[0] == '-' && !word.quoted;
    if (words.empty()) {
      words.push_back(word);
    } else if (found && (words.size() > 1 || !flag)) {
      words.push_back(word);
    } else if (flag && word.text[1] != '-' && word.text.find('s') != std::string::npos) {
      found = true;
    }
  }
  return words;
}

bool mark_matters(Marks marks) {
  return marks.intersects(Mark::downloaded | Mark::decoded | Mark::unseen);
}

Effect opaque_effect(std::string why, Marks marks, Span span) {
  Effect effect;
  effect.kind = EffectKind::opaque;
  effect.target = std::move(why);
  effect.marks = marks;
  effect.span = span;
  return effect;
}

}  // namespace

bool Walker::enter() {
  if (setting_.nesting >= limits_.nesting) {
    out_.over_cap = true;
    return false;
  }
  ++setting_.nesting;
  setting_.parse_depth += 2;
  return true;
}

void Walker::carry(const std::vector<commands::Carried>& carried, const Command& command,
                   std::size_t action, Stream& out) {
  for (const commands::Carried& each : carried) {
    if (!step()) return;
    const Stream printed = carry_one(each, command, action);
    out.marks |= printed.marks;
    out.shell = out.shell || printed.shell;
    if (carried.size() == 1 && !out.text && printed.text) {
      out.text = printed.text;
      out.glob = printed.glob;
    }
  }
}

Stream Walker::carry_one(const commands::Carried& carried, const Command& command,
                         std::size_t action) {
  Restore<Setting> setting(setting_);
  if (!enter()) {
    out_.actions[action].effects.push_back(opaque_effect("nested too deeply", {}, command.span));
    return {};
  }
  setting_.carriers.push_back(carried.label);
  if (carried.place != Place::local) setting_.place = carried.place;
  // Where the carrier's own shell is does not change; what it goes on to stays as it leaves it.
  std::vector<std::string> folders = scope_.folders;
  std::string old_folder = scope_.old_folder;
  if (carried.cwd) {
    Argument folder;
    folder.text = *carried.cwd;
    if (carried.cwd->empty()) folder.known = Argument::Known::unknown;
    change_folder(folder);
  } else if (carried.place == Place::remote || carried.place == Place::container) {
    scope_.folders.clear();
  }
  if (carried.place == Place::container) {
    setting_.mounts = mounts_of(command.argv);
    if (const std::string folder = work_folder_of(command.argv); !folder.empty())
      scope_.folders = {folder};
  }
  using Kind = commands::Carried::Kind;
  Stream out;
  switch (carried.kind) {
    case Kind::argv:
      out = carry_argv(carried, command);
      break;
    case Kind::shell_text:
      out = carry_text(carried, command, action);
      break;
    case Kind::inline_code:
      if (carried.text.exact()) {
        out.marks = run_code(carried.language, carried.text.text, carried.argv, command, action);
        if (mark_matters(carried.text.marks))
          note_interpreter(action, carried.label, carried.text.marks, {});
      } else {
        out_.actions[action].effects.push_back(
            opaque_effect("code known only at run time", carried.text.marks, command.span));
        note_interpreter(action, carried.label, carried.text.marks, {});
      }
      break;
    case Kind::script_file:
      out = run_script(carried.text, carried.language, carried.argv, command, action,
                       carried.same_shell);
      break;
    case Kind::stdin:
      out = carry_stdin(carried, command, action);
      break;
  }
  if (!carried.same_shell) {
    scope_.folders = std::move(folders);
    scope_.old_folder = std::move(old_folder);
  }
  return out;
}

// env A=1 -u B cmd: what stands between the carrier and its command changes the environment.
void Walker::assign_in_front(const Command& command, Command& inner) {
  const std::string_view carrier = base_name(command.argv[0].text);
  if (carrier != "env" && carrier != "sudo" && carrier != "doas") return;
  if (inner.argv.size() >= command.argv.size()) return;
  const std::size_t end = command.argv.size() - inner.argv.size();
  for (std::size_t i = 1; i < end; ++i) {
    const Argument& word = command.argv[i];
    const bool unsets = word.text == "-u" || word.text == "--unset";
    shell::Value gone;
    gone.set = false;
    if (word.text == "-i" || word.text == "-" || word.text == "--ignore-environment") {
      // Empty for a shell, looked up in the list of users by others.
      shell::Value either;
      either.known = Argument::Known::unknown;
      either.why = "$HOME";
      scope_.set("HOME", std::move(either), true);
    }
    if (unsets && i + 1 < end) scope_.set(command.argv[i + 1].text, gone, true);
    if (word.text.starts_with("--unset=")) scope_.set(word.text.substr(8), gone, true);
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos || equals == 0 || word.text[0] == '-') continue;
    assign_word(word, true, word.span);
    const shell::Value* value = scope_.find(word.text.substr(0, equals));
    if (value == nullptr) continue;
    const shell::Value copy = *value;
    poison(word.text.substr(0, equals), copy, word.span, inner.environment);
  }
}

// find X -exec rm {} is find X -delete in other words, and judged as that too.
void Walker::remove_found(const commands::Carried& carried, const Command& command) {
  static constexpr std::string_view removers[] = {"rm", "unlink", "shred", "srm", "rmdir"};
  const std::string_view program = base_name(carried.argv[0].text);
  if (!carried.label.starts_with("find") ||
      std::find(std::begin(removers), std::end(removers), program) == std::end(removers))
    return;
  // What is narrowed down inside the repository is seen by the removing program's own words.
  const bool elsewhere =
      command.argv.size() > 1 && command.argv[1].exact() && command.argv[1].text.starts_with('/');
  if (!elsewhere) return;
  Command whole;
  whole.span = command.span;
  whole.external = true;
  for (const Argument& word : command.argv) {
    if (word.text == "-exec" || word.text == "-execdir" || word.text == "-ok" ||
        word.text == "-okdir")
      break;
    whole.argv.push_back(word);
  }
  Argument remove;
  remove.text = "-delete";
  remove.span = command.span;
  whole.argv.push_back(std::move(remove));
  const std::size_t recorded = out_.commands.size();
  invoke(std::move(whole));
  out_.commands.resize(recorded);  // bash runs the other one
}

Stream Walker::carry_argv(const commands::Carried& carried, const Command& command) {
  Command inner;
  inner.argv = carried.argv;
  inner.span = command.span;
  inner.external = true;
  inner.redirected.in = command.redirected.in;
  inner.redirected.out_to_socket = command.redirected.out_to_socket;
  if (carried.more_operands) {
    const Stream& in = command.redirected.in;
    inner.redirected.in = Stream{};
    if (in.text && !in.glob && carried.label.starts_with("xargs")) {
      std::size_t at = 0;
      while (at < in.text->size() && inner.argv.size() < most_carried_words) {
        const std::size_t begin = in.text->find_first_not_of(" \t\n", at);
        if (begin == std::string::npos) break;
        const std::size_t end = std::min(in.text->find_first_of(" \t\n", begin), in.text->size());
        Argument word;
        word.text = in.text->substr(begin, end - begin);
        word.marks = in.marks;
        word.span = command.span;
        inner.argv.push_back(std::move(word));
        at = end;
      }
    } else {
      Argument rest;
      rest.known = Argument::Known::unknown;
      rest.why = "…";
      if (in.listing) listed(*in.listing, rest);
      rest.splits = true;
      rest.marks = in.marks;
      rest.span = command.span;
      inner.argv.push_back(std::move(rest));
    }
  }
  if (inner.argv.empty()) return {};
  if (carried.place == Place::container) {
    if (std::string name = program_of_image(command.argv, carried.argv.size()); !name.empty()) {
      Argument program = inner.argv.front();
      program.text = std::move(name);
      inner.argv.insert(inner.argv.begin(), std::move(program));
    }
  }
  remove_found(carried, command);
  Restore<decltype(scope_.variables)> variables(scope_.variables);
  assign_in_front(command, inner);
  if (command.redirected.in.listing && carried.label.starts_with("xargs")) {
    // xargs -I{}: a word that begins with the placeholder begins as the paths do.
    for (Argument& word : inner.argv) {
      const bool filled = word.known == Argument::Known::unknown && !word.why.empty() &&
                          word.why.find_first_of("$`…") != 0 && !word.splits;
      if (filled) listed(*command.redirected.in.listing, word);
    }
  }
  if (carried.label.starts_with("find") || carried.label.starts_with("gfind")) {
    for (Argument& word : inner.argv) name_found(command, word);
  }
  // A program of its own cannot change the shell.
  Restore<Scope> scope(scope_);
  return invoke(std::move(inner));
}

Stream Walker::carry_text(const commands::Carried& carried, const Command& command,
                          std::size_t action) {
  const Argument& text = carried.text;
  if (mark_matters(text.marks) || !text.exact())
    note_interpreter(action, carried.label, text.marks, {});
  if (command.redirected.out_to_socket || command.redirected.in.socket) {
    note_interpreter(action, carried.label, text.marks, Trait::to_socket);
  }
  if (!text.exact()) {
    out_.actions[action].effects.push_back(
        opaque_effect("shell text known only at run time", text.marks, command.span));
    record_unknown();
  }
  if (text.text.empty()) return {};
  if (carried.same_shell)
    return run_text(text.text, shell::SourceKind::shell_text, carried.label, text.span,
                    command.redirected.in);
  return run_child_shell(text.text, shell::SourceKind::shell_text, carried.label, text.span,
                         carried.argv, command.redirected.in);
}

Stream Walker::carry_stdin(const commands::Carried& carried, const Command& command,
                           std::size_t action) {
  const Stream& in = command.redirected.in;
  Traits traits;
  if (in.socket || command.redirected.out_to_socket) traits |= Trait::to_socket;
  Stream out;
  out.shell = is_shell(carried.language);
  if (!in.given && !traits.any()) {
    // The terminal: an agent has none, so there is nothing to read.
    return out;
  }
  std::optional<std::string> text = in.glob ? std::nullopt : in.text;
  Marks marks = in.marks;
  if (!text && !in.path.empty()) {
    bool cut = false;
    text = script_text(in.path, cut);
    if (cut) text.reset();
    if (text) marks = marks.without(Mark::local_data);
  }
  if (!text) marks |= Mark::unseen;
  if (!text || mark_matters(marks) || traits.any())
    note_interpreter(action, carried.label, marks, traits);
  if (!text) {
    out_.actions[action].effects.push_back(
        opaque_effect("code read from its input", marks, command.span));
    if (is_shell(carried.language)) {
      record_unknown();
      if (carried.same_shell) scope_.blur();
    }
    return out;
  }
  out.shell = false;
  if (is_shell(carried.language)) {
    std::vector<Argument> positional = carried.argv;
    if (carried.same_shell) return run_sourced(*text, carried.label, command.span, positional, {});
    if (positional.empty()) positional = words_after_s(command.argv);
    return run_child_shell(*text, shell::SourceKind::shell_text, carried.label, command.span,
                           std::move(positional), {});
  }
  out.marks = run_code(carried.language, *text, carried.argv, command, action);
  return out;
}

void Walker::note_interpreter(std::size_t action, const std::string& target, Marks marks,
                              Traits traits) {
  Effect effect;
  effect.kind = EffectKind::exec;
  effect.target = target;
  effect.traits = Trait::interpreter | traits;
  effect.marks = marks;
  effect.span = out_.actions[action].span;
  out_.actions[action].effects.push_back(std::move(effect));
}

Stream Walker::run_text(std::string text, shell::SourceKind kind, std::string name, Span parent,
                        const Stream& in) {
  shell::Source made;
  made.text = std::move(text);
  made.kind = kind;
  made.parent = parent;
  made.name = std::move(name);
  const shell::List* root = shell::parse_child(out_.tree, std::move(made), setting_.parse_depth);
  return root == nullptr ? Stream{} : list(root, in);
}

// The text of source, in this shell; words after its name are its own positional parameters.
Stream Walker::run_sourced(const std::string& text, const std::string& name, Span parent,
                           const std::vector<Argument>& positional, const Stream& in) {
  const std::vector<Argument> outer = scope_.positional;
  const bool known = scope_.positional_known;
  if (!positional.empty()) {
    scope_.positional = positional;
    scope_.positional_known = true;
  }
  returns_.emplace_back();
  const Stream out = run_text(text, shell::SourceKind::script_file, name, parent, in);
  const std::vector<Scope> left = std::move(returns_.back());
  returns_.pop_back();
  scope_.ended = false;
  rejoin(left);
  if (!positional.empty()) {
    scope_.positional = outer;
    scope_.positional_known = known;
  }
  return out;
}

Stream Walker::run_child_shell(std::string text, shell::SourceKind kind, std::string name,
                               Span parent, std::vector<Argument> positional, const Stream& in) {
  Restore<Scope> scope(scope_);
  scope_ = scope_.child();
  scope_.positional = std::move(positional);
  scope_.positional_known = true;
  const std::vector<std::vector<Scope>> loops = std::exchange(loops_, {});
  const std::vector<std::vector<Scope>> returns = std::exchange(returns_, {});
  const Stream out = leave(run_text(std::move(text), kind, std::move(name), parent, in));
  loops_ = loops;
  returns_ = returns;
  return out;
}

// What it prints is made of what it reads.
Marks Walker::run_code(const std::string& language, const std::string& code,
                       const std::vector<Argument>& args, const Command& command,
                       std::size_t action) {
  inline_code::Scan scan = inline_code::scan(language, code, args);
  const Stream& in = command.redirected.in;
  for (Effect& effect : scan.effects) effect.span = command.span;
  locate(scan.effects, args);
  for (Effect& effect : scan.effects) {
    if (scan.reads_stdin && effect.kind != EffectKind::read) effect.marks |= in.marks;
  }
  const std::size_t first = out_.actions[action].effects.size();
  for (Effect& effect : scan.effects) out_.actions[action].effects.push_back(std::move(effect));
  Action& acted = out_.actions[action];
  // Inside one piece of code every read may reach every send.
  const Marks read = marks_of_reads(acted);
  Marks printed = read;
  for (std::size_t i = first; i < acted.effects.size(); ++i) {
    const Effect& effect = acted.effects[i];
    const bool computed = effect.traits.has(Trait::unknown_target);
    if (effect.kind == EffectKind::net_out || (effect.kind == EffectKind::net_in && computed))
      acted.effects[i].marks |= read.without(Mark::downloaded);
  }
  // What it fetched may be in what it wrote.
  for (const Effect& effect : acted.effects) {
    const bool written = effect.kind == EffectKind::write || effect.kind == EffectKind::append;
    if (written && !effect.resolved.empty() && read.has(Mark::downloaded))
      files_[effect.resolved].marks |= Mark::downloaded;
  }
  if (scan.runs_stdin) note_interpreter(action, language, in.marks | Mark::unseen, {});
  if (scan.verdict == inline_code::Verdict::opaque) {
    out_.actions[action].effects.push_back(
        opaque_effect(language + " code: " + scan.reason, {}, command.span));
  }
  if (scan.verdict == inline_code::Verdict::harmless &&
      out_.actions[action].knowledge == Knowledge::unknown) {
    out_.actions[action].knowledge = Knowledge::known;
  }
  for (const inline_code::Run& run : scan.runs) {
    commands::Carried carried;
    using Kind = inline_code::Run::Kind;
    carried.label = run.label;
    carried.text = run.text;
    carried.argv = run.argv;
    carried.language = run.language;
    switch (run.kind) {
      case Kind::shell_text:
        carried.kind = commands::Carried::Kind::shell_text;
        break;
      case Kind::argv:
        carried.kind = commands::Carried::Kind::argv;
        break;
      case Kind::code:
        carried.kind = commands::Carried::Kind::inline_code;
        break;
      case Kind::file:
        carried.kind = commands::Carried::Kind::script_file;
        break;
    }
    Command inner;
    inner.span = command.span;
    inner.argv = command.argv;
    printed |= carry_one(carried, inner, action).marks;
  }
  return printed;
}

}  // namespace gavel::rules
