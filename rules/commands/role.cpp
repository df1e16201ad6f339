#include "rules/commands/role.h"

#include "rules/model/names.h"

namespace gavel::commands {
namespace {

constexpr std::pair<std::string_view, Role::Kind> special_roles[] = {
    {"word", Role::Kind::word},
    {"text", Role::Kind::text},
    {"argv", Role::Kind::argv},
    {"shell", Role::Kind::shell},
    {"program", Role::Kind::program},
    {"library", Role::Kind::library},
    {"shell_rest", Role::Kind::shell_rest},
    {"code", Role::Kind::code},
    {"script", Role::Kind::script},
    {"folder", Role::Kind::folder},
    {"at_file", Role::Kind::at_file},
    {"pair", Role::Kind::pair_file},
};

Fault bad(const std::string& where, std::string_view what, std::string_view word) {
  return {FaultKind::range, where,
          "unknown " + std::string(what) + " \"" + std::string(word) + "\"", ""};
}

Result<Traits> parse_traits(std::string_view text, const std::string& where) {
  Traits traits;
  while (!text.empty()) {
    const std::size_t end = text.find('+');
    std::string_view word = text.substr(0, end);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (word.empty()) continue;
    const auto trait = from_name<Trait>(word);
    if (!trait) return bad(where, "trait", word);
    traits |= *trait;
  }
  return traits;
}

// Splits "head+trait+trait" and leaves the head in `text`.
Result<Traits> take_traits(std::string_view& text, const std::string& where) {
  const std::size_t plus = text.find('+');
  if (plus == std::string_view::npos) return Traits{};
  auto traits = parse_traits(text.substr(plus + 1), where);
  text = text.substr(0, plus);
  return traits;
}

Result<Role> named_role(std::string_view name, Role role, const std::string& where) {
  for (const auto& [word, kind] : special_roles) {
    if (word != name) continue;
    role.kind = kind;
    if (kind != Role::Kind::pair_file) return role;
    const auto effect = from_name<EffectKind>(role.argument);
    if (!effect) return bad(where, "effect", role.argument);
    role.effect = *effect;
    return role;
  }
  const auto effect = from_name<EffectKind>(name);
  if (!effect) return bad(where, "role", name);
  role.kind = Role::Kind::effect;
  role.effect = *effect;
  return role;
}

}  // namespace

Result<Role> parse_role(std::string_view text, const std::string& where) {
  Role role;
  if (!text.empty() && text.back() == '*') {
    role.repeats = true;
    text.remove_suffix(1);
  }
  const auto traits = take_traits(text, where);
  if (!traits) return traits.faults();
  role.traits = *traits;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) role.argument = text.substr(colon + 1);
  return named_role(text.substr(0, colon), std::move(role), where);
}

Result<FixedEffect> parse_effect(std::string_view text, const std::string& where) {
  FixedEffect effect;
  const std::size_t plus = text.find(" +");
  if (plus != std::string_view::npos) {
    const auto traits = parse_traits(text.substr(plus + 2), where);
    if (!traits) return traits.faults();
    effect.traits = *traits;
    text = text.substr(0, plus);
  }
  const std::size_t space = text.find(' ');
  const auto kind = from_name<EffectKind>(text.substr(0, space));
  if (!kind) return bad(where, "effect", text.substr(0, space));
  effect.kind = *kind;
  if (space != std::string_view::npos) effect.target = text.substr(space + 1);
  return effect;
}

}  // namespace gavel::commands
