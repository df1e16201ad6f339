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

bool names_itself(std::string_view why) {
  return why.empty() || why == "$PATH" || why == "${PATH}" || why == "$LD_LIBRARY_PATH" ||
         why == "$PYTHONPATH" || why == "${PYTHONPATH}" || why == "$NODE_PATH" ||
         why.find(":-") != std::string_view::npos || why.find(":+") != std::string_view::npos;
}

}  // namespace

void Walker::apply(const shell::Assignment& assignment, bool exported,
                   std::vector<Effect>& effects) {
  if (assignment.subscript != nullptr)
    hidden_code(shell::expand_single(*assignment.subscript, *this));
  shell::Value value;
  if (assignment.array) {
    value.array = true;
    for (const shell::Assignment::Element& element : assignment.elements) {
      if (element.subscript != nullptr) {
        shell::expand_single(*element.subscript, *this);
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
  if (assignment.subscript != nullptr) {
    Marks marks = value.marks;
    if (before != nullptr) marks |= before->marks;
    value = shell::Value{};
    value.known = Argument::Known::unknown;
    value.marks = marks;
    value.why = "${" + std::string(assignment.name) + "[…]}";
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
      return;  // only an agent cares: see simple.cpp
    case Kind::path_list:
    case Kind::path:
      if (safe_search_path(value)) return;
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
bool Walker::safe_search_path(const shell::Value& value) {
  if (value.known != Argument::Known::exact && !names_itself(value.why)) {
    // "$X/bin:$PATH": the unknown stands before the last colon.
    return false;
  }
  if (value.known == Argument::Known::unknown) return true;  // PATH=$PATH
  std::string_view rest = value.text;
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
