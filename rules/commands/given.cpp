#include "rules/commands/given.h"

#include <algorithm>
#include <string_view>

#include "rules/commands/catalogue.h"
#include "rules/commands/effects.h"
#include "rules/commands/folders.h"

namespace gavel::commands {
namespace {

// The programs that read code from a file: of them the text says nothing.
bool reads_code(const Spec& spec) {
  constexpr std::string_view readers[] = {"shell", "interpreter", "perl", "ruby", "vim"};
  return std::find(std::begin(readers), std::end(readers), spec.refine) != std::end(readers);
}

bool holds_code(std::string_view text) {
  return text.find(" -c") != std::string_view::npos || text.find(" -e") != std::string_view::npos;
}

// What is handed to it later would be deleted, moved or overwritten.
bool harms_operands(const Spec& spec) {
  return std::any_of(spec.operands.begin(), spec.operands.end(), [](const Role& role) {
    const EffectKind kind = role.effect;
    return role.kind == Role::Kind::effect &&
           (kind == EffectKind::remove || kind == EffectKind::move || kind == EffectKind::chmod ||
            kind == EffectKind::mount || kind == EffectKind::process);
  });
}

// A described program by its plain name, or where the system keeps it.
bool is_plain(const Argument& text) {
  if (!text.exact() || text.text.empty()) return text.exact();
  const std::string_view first = std::string_view(text.text).substr(0, text.text.find(' '));
  const std::size_t slash = first.find_last_of('/');
  const bool placed = slash == std::string_view::npos || is_system_folder(first.substr(0, slash));
  const std::string_view name = slash == std::string_view::npos ? first : first.substr(slash + 1);
  const Spec* spec = placed ? find_spec(name) : nullptr;
  return spec && !harms_operands(*spec) && (!reads_code(*spec) || holds_code(text.text));
}

}  // namespace

// gcc -wrapper sh,-c,'a b': each part is one word.
std::string words_at_commas(std::string_view text) {
  std::string words;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string part(text.substr(0, comma));
    for (std::size_t at = part.find('\''); at != std::string::npos; at = part.find('\'', at + 4))
      part.replace(at, 1, "'\\''");
    const bool plain = part.find_first_of(" \t\n$`\"\\;&|<>()*?[]{}~#!'") == std::string::npos;
    words += (words.empty() ? "" : " ") + (plain && !part.empty() ? part : "'" + part + "'");
    if (comma == std::string_view::npos) return words;
    text.remove_prefix(comma + 1);
  }
}

void run_given(Argument text, std::string label, Description& description, bool commas) {
  if (commas) text.text = words_at_commas(text.text);
  if (!is_plain(text)) {
    description.effects.push_back(
        effect_on(EffectKind::opaque, label + " runs " + (text.exact() ? text.text : "…")));
  }
  description.carried.push_back(carried_shell(std::move(text), std::move(label)));
}

void load_given(const Argument& file, const std::string& label, const Invocation& invocation,
                Description& description) {
  description.effects.push_back(effect_on(EffectKind::exec, file));
  if (stays_inside(file, invocation)) return;
  description.effects.push_back(effect_on(
      EffectKind::opaque, label + " loads code from " + (file.exact() ? file.text : "…")));
}

bool stays_inside(const Argument& path, const Invocation& invocation) {
  if (!path.exact() || path.text.find("..") != std::string::npos) return false;
  if (path.text.find(':') != std::string::npos) return false;
  if (path.text.starts_with('~')) return false;
  if (!path.text.starts_with('/')) return true;
  const std::string& root = invocation.inputs.repo_root;
  return !root.empty() && (path.text == root || path.text.starts_with(root + "/"));
}

}  // namespace gavel::commands
