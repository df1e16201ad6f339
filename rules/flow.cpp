// What words depend on: variables, parameters, substitutions and the marks that come with them.
#include <algorithm>
#include <utility>

#include "rules/credential.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

shell::Value exact(std::string_view text) {
  shell::Value value;
  value.text = std::string(text);
  return value;
}

}  // namespace

const shell::Value* Walker::variable(std::string_view name) {
  if (const shell::Value* value = scope_.find(name)) return value;
  if (name == "HOME" && !inputs_.home.empty()) {
    home_value_ = exact(inputs_.home);
    return &home_value_;
  }
  if (name == "PWD" && scope_.folders.size() == 1 && scope_.folder_sure) {
    cwd_value_ = exact(scope_.folder());
    return &cwd_value_;
  }
  if (name == "BASH_SOURCE" && !running_.empty()) {
    cwd_value_ = exact(running_.back());
    return &cwd_value_;
  }
  if (name == "OLDPWD" && !scope_.old_folder.empty() && scope_.folder_sure) {
    cwd_value_ = exact(scope_.old_folder);
    return &cwd_value_;
  }
  if (names_credential(name)) {
    credential_value_ = shell::Value{};
    credential_value_.known = Argument::Known::unknown;
    credential_value_.marks = Mark::credential;
    return &credential_value_;
  }
  return nullptr;
}

const std::vector<Argument>* Walker::positional() {
  return scope_.positional_known ? &scope_.positional : nullptr;
}

std::string_view Walker::home() {
  const shell::Value* set = scope_.find("HOME");
  // Without HOME a shell looks ~ up in the list of users.
  if (set == nullptr || !set->set) return inputs_.home;
  return set->known == Argument::Known::exact ? std::string_view(set->text) : std::string_view();
}

std::string_view Walker::cwd() {
  return scope_.folders.size() == 1 && scope_.folder_sure ? std::string_view(scope_.folders.front())
                                                          : std::string_view();
}

std::string_view Walker::source(Span span) {
  if (span.source >= out_.tree.source_count()) return {};
  const std::string& text = out_.tree.source(span.source).text;
  if (span.begin > text.size() || span.end > text.size() || span.begin > span.end) return {};
  return std::string_view(text).substr(span.begin, span.end - span.begin);
}

shell::Output Walker::substitute(const shell::Part& part) {
  shell::Output output;
  if (!step()) return output;
  Restore<Scope> scope(scope_);
  Restore<Setting> setting(setting_);
  const bool process = part.kind != shell::PartKind::command;
  setting_.carriers.push_back(part.kind == shell::PartKind::command      ? "$( )"
                              : part.kind == shell::PartKind::process_in ? "<( )"
                                                                         : ">( )");
  setting_.captured = part.kind != shell::PartKind::process_out;
  Stream fed;
  if (part.kind == shell::PartKind::process_out) {
    fed.given = true;
    fed.marks = Mark::unseen;
  }
  scope_.at_exit.reset();
  const Stream printed = leave(list(part.body, fed));
  output.marks = printed.marks;
  // What stands in >( ) prints to where the command prints.
  if (part.kind == shell::PartKind::process_out && !(printed.text && printed.text->empty()))
    strays_ = true;
  if (process) {
    output.text = "/dev/fd/" + std::to_string(63 + files_.size());
    FileNote note;
    note.marks = printed.marks;
    if (!printed.glob) note.text = printed.text;
    note.listing = printed.listing;
    if (part.kind == shell::PartKind::process_out) note.reader = part.body;
    files_[*output.text] = std::move(note);
    return output;
  }
  if (!std::exchange(strays_, false)) output.text = printed.text;
  output.glob = printed.glob;
  Argument listed_path;
  if (!output.text && printed.listing && listed(*printed.listing, listed_path))
    output.stem = listed_path.text;
  if (output.text) {
    while (!output.text->empty() && output.text->back() == '\n') output.text->pop_back();
  }
  return output;
}

void Walker::assign(std::string_view name, shell::Value value) {
  scope_.set(name, std::move(value));
}

void Walker::evaluate(const shell::Value& value, Span span) {
  Argument word;
  word.text = value.text;
  word.known = value.known;
  word.marks = value.marks;
  word.span = span;
  if (!word.exact()) {
    Action action;
    action.tool = call_.tool;
    action.carriers = setting_.carriers;
    action.span = span;
    action.cwd = scope_.folder();
    Effect effect;
    effect.kind = EffectKind::opaque;
    effect.target = "an expansion evaluates a value known only at run time";
    effect.marks = value.marks;
    effect.span = span;
    action.effects.push_back(std::move(effect));
    push(std::move(action));
    record_unknown();
    return;
  }
  hidden_code(word);
}

// Finds the substitutions in a value that bash expands once more, and runs them.
void Walker::hidden_code(const Argument& word) {
  constexpr std::string_view carrier = "expansion of a value";
  const bool code =
      word.text.find("$(") != std::string::npos || word.text.find('`') != std::string::npos;
  const std::size_t subscript = word.text.find('[');
  if (!code && subscript == std::string::npos) return;
  Restore<Setting> setting(setting_);
  if (!enter()) return;
  const bool nested = std::find(setting_.carriers.begin(), setting_.carriers.end(), carrier) !=
                      setting_.carriers.end();
  setting_.carriers.emplace_back(carrier);
  // The names in a subscript are arithmetic, their values too.
  if (subscript != std::string::npos && !nested) {
    shell::evaluate_names(std::string_view(word.text).substr(subscript + 1), word.span, *this);
  }
  if (!code) return;
  std::string text = ": \"";
  for (const char c : word.text) {
    if (c == '"') text += '\\';
    text += c;
  }
  Restore<Scope> scope(scope_);
  run_text(text + "\"", shell::SourceKind::other, "value", word.span, {});
}

}  // namespace gavel::rules
