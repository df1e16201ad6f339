// Assignments: what they make of the shell's variables, and what they poison for programs.
#include <algorithm>
#include <utility>

#include "rules/environment.h"
#include "rules/paths.h"
#include "rules/walk.h"

namespace gavel::rules {
namespace {

using Kind = LoadingVariable::Kind;

Effect environment_effect(std::string_view name, Marks marks, Span span) {
  Effect effect;
  effect.kind = EffectKind::environment;
  effect.target = std::string(name);
  effect.marks = marks;
  effect.span = span;
  return effect;
}

// Spellings that stand for the variable's own value, or for where a toolchain keeps its programs.
std::string without_known(std::string text, const std::string& name) {
  const std::string empty[] = {"${" + name + ":-}", "${" + name + ":+:$" + name + "}",
                               "${" + name + ":+:${" + name + "}}", "${" + name + "}", "$" + name};
  for (const std::string& spelling : empty) {
    for (std::size_t at = text.find(spelling); at != std::string::npos; at = text.find(spelling))
      text.erase(at, spelling.size());
  }
  static constexpr std::string_view toolchains[] = {"$(go env GOPATH)",
                                                    "`go env GOPATH`",
                                                    "$(npm bin)",
                                                    "$(npm prefix -g)",
                                                    "$(brew --prefix)",
                                                    "$(yarn global bin)",
                                                    "$(python3 -m site --user-base)",
                                                    "$(ruby -e 'puts Gem.user_dir')",
                                                    "${GOPATH}",
                                                    "$GOPATH",
                                                    "${GOROOT}",
                                                    "$GOROOT",
                                                    "${CARGO_HOME}",
                                                    "$CARGO_HOME",
                                                    "${NVM_DIR}",
                                                    "$NVM_DIR",
                                                    "${PNPM_HOME}",
                                                    "$PNPM_HOME",
                                                    "$BUN_INSTALL",
                                                    "${JAVA_HOME}",
                                                    "$JAVA_HOME",
                                                    "${VIRTUAL_ENV}",
                                                    "$VIRTUAL_ENV",
                                                    "$PYENV_ROOT",
                                                    "$ANDROID_HOME",
                                                    "$FLUTTER_HOME",
                                                    "$VOLTA_HOME"};
  for (const std::string_view spelling : toolchains) {
    for (std::size_t at = text.find(spelling); at != std::string::npos; at = text.find(spelling)) {
      text.replace(at, spelling.size(), "/usr/local");
    }
  }
  return text;
}

}  // namespace

void Walker::apply(const shell::Assignment& assignment, bool exported,
                   std::vector<Effect>& effects) {
  const auto look_at_key = [&](const shell::Word& subscript) {
    Argument key = shell::expand_single(subscript, *this);
    key.text.insert(0, "[");
    hidden_code(key);
  };
  if (assignment.subscript != nullptr) look_at_key(*assignment.subscript);
  shell::Value value;
  if (assignment.array) {
    value.array = true;
    for (const shell::Assignment::Element& element : assignment.elements) {
      if (element.subscript != nullptr) {
        look_at_key(*element.subscript);
        value.known = Argument::Known::unknown;  // keys are not followed
      }
      shell::Expansion words = shell::expand(element.value, *this);
      for (Argument& word : words.words) value.elements.push_back(std::move(word));
    }
  } else {
    value = shell::value_of(shell::expand_single(assignment.value, *this));
    // x=*.c keeps the characters; x=$(mktemp) is one of the names that match.
    for (const shell::Part& part : assignment.value.parts) {
      if (part.kind == shell::PartKind::glob || part.kind == shell::PartKind::extglob)
        value.glob = false;
    }
  }
  const shell::Value* before = scope_.find(assignment.name);
  if (assignment.append) {
    const bool known = before != nullptr && before->known == Argument::Known::exact &&
                       !before->array && !value.array;
    if (known) {
      shell::Value joined = *before;
      joined.text += value.text;
      joined.known = value.known;
      if (value.known != Argument::Known::exact && joined.text.empty())
        joined.known = Argument::Known::unknown;
      if (value.known != Argument::Known::exact && !joined.text.empty())
        joined.known = Argument::Known::partial;
      joined.why = value.why;
      joined.set = true;
      joined.marks |= value.marks;
      value = std::move(joined);
    } else if (before != nullptr && before->array && value.array) {
      shell::Value joined = *before;
      joined.elements.insert(joined.elements.end(), value.elements.begin(), value.elements.end());
      if (value.known != Argument::Known::exact) joined.known = Argument::Known::unknown;
      value = std::move(joined);
    } else {
      value.known = Argument::Known::unknown;
      value.text.clear();
      if (before != nullptr) value.marks |= before->marks;
      value.why = "$" + std::string(assignment.name);
    }
  }
  if (assignment.subscript != nullptr && assignment.name == "BASH_ALIASES") {
    const Argument alias = shell::expand_single(*assignment.subscript, *this);
    scope_.aliases[alias.text] = value.text + value.why;
    before = scope_.find(assignment.name);  // what the expansion ran may have moved it
  }
  if (assignment.subscript != nullptr) {
    Marks marks = value.marks;
    if (before != nullptr) marks |= before->marks;
    value = shell::Value{};
    value.array = true;
    value.known = Argument::Known::unknown;
    value.marks = marks;
    value.why = "${" + std::string(assignment.name) + "[…]}";
  }
  // Its value is lost from here on, so what it holds is looked at now.
  if (scope_.references.count(assignment.name) > 0) {
    Argument kept;
    kept.text = value.text;
    kept.span = assignment.span;
    hidden_code(kept);
    before = scope_.find(assignment.name);
  }
  // x=v sets the first element of an array.
  if (assignment.subscript == nullptr && !value.array && before != nullptr && before->array) {
    shell::Value whole = *before;
    if (!whole.elements.empty()) {
      whole.elements.front().text = value.text;
      whole.elements.front().marks |= value.marks;
    }
    const bool known = value.known == Argument::Known::exact && !value.glob &&
                       !whole.elements.empty() && !whole.elements.front().splits &&
                       !whole.elements.front().glob && whole.elements.front().exact();
    if (!known) whole.known = Argument::Known::unknown;
    value = std::move(whole);
  }
  const LoadingVariable* loading = find_loading_variable(assignment.name);
  if (loading != nullptr && (exported || loading->inherited))
    poison(assignment.name, value, assignment.span, effects);
  scope_.set(assignment.name, std::move(value),
             exported || (loading != nullptr && loading->inherited));
}

void Walker::poison(std::string_view name, const shell::Value& value, Span span,
                    std::vector<Effect>& effects) {
  const LoadingVariable* loading = find_loading_variable(name);
  if (loading == nullptr) return;
  const bool exact = value.known == Argument::Known::exact;
  if (exact && value.text.empty()) return;
  switch (loading->kind) {
    case Kind::always:
      if (name == "IFS") return;  // field splitting follows it
      break;
    case Kind::agent:
      return;  // only an agent cares: see note_agent
    case Kind::path_list:
    case Kind::path:
      if (safe_search_path(name, value)) return;
      break;
    case Kind::engine:
      if (exact && is_local_engine(value.text)) return;
      break;
    case Kind::options:
      if (exact && is_harmless_options(value.text)) return;
      break;
    case Kind::code: {
      if (exact && is_harmless_command(value.text)) return;
      Restore<Setting> setting(setting_);
      if (exact && enter()) {
        setting_.carriers.push_back(std::string(name));
        Restore<Scope> scope(scope_);
        run_text(value.text, shell::SourceKind::shell_text, std::string(name), span, {});
      }
      break;
    }
  }
  effects.push_back(environment_effect(name, value.marks, span));
}

// Every folder of the list lies in the repository, a toolchain or where the system keeps programs.
bool Walker::safe_search_path(std::string_view name, const shell::Value& value) {
  const std::string text = without_known(value.text + value.why, std::string(name));
  if (value.known != Argument::Known::exact && text.find_first_of("$`") != std::string::npos)
    return false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    const std::string_view folder = rest.substr(0, end);
    rest = rest.substr(std::min(end + 1, rest.size()));
    if (folder.empty()) continue;
    const Located at = zones_.locate({folder, scope_.folder(), EffectKind::read, false, false, {}});
    const bool users_own = is_within(at.path, inputs_.home + "/.local/bin") ||
                           is_within(at.path, inputs_.home + "/bin");
    const bool safe = at.zone == Zone::repo || at.zone == Zone::extra ||
                      at.zone == Zone::toolchain || at.zone == Zone::read_only ||
                      (at.zone == Zone::system && at.path != "/") || users_own;
    if (!safe) return false;
  }
  return true;
}

}  // namespace gavel::rules
