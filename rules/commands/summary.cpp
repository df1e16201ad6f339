#include "rules/commands/summary.h"

#include "rules/model/names.h"

namespace gavel::commands {
namespace {

std::string words_of(const std::vector<Argument>& words) {
  std::string text;
  for (const Argument& word : words) {
    text += text.empty() ? "" : " ";
    text += word.text;
    if (!word.exact()) text += "?";
  }
  return text;
}

std::string text_of(const Argument& word) {
  return word.exact() ? word.text : word.text + "?";
}

std::string effect_text(const Effect& effect) {
  std::string text = name_of(effect.kind);
  if (!effect.target.empty()) text += " " + effect.target;
  for (std::uint32_t bit = 0; bit < 32; ++bit) {
    const auto trait = static_cast<Trait>(1u << bit);
    if (effect.traits.has(trait)) text += std::string(" +") + name_of(trait);
  }
  return text;
}

std::string head_of(const Carried& carried) {
  switch (carried.kind) {
    case Carried::Kind::argv:
      return "runs " + words_of(carried.argv);
    case Carried::Kind::shell_text:
      return "runs sh `" + text_of(carried.text) + "`";
    case Carried::Kind::inline_code:
      return "runs " + carried.language + " `" + text_of(carried.text) + "`";
    case Carried::Kind::script_file:
      return "runs " + carried.language + " file " + text_of(carried.text);
    case Carried::Kind::stdin:
      return "runs " + carried.language + " stdin";
  }
  return {};
}

}  // namespace

std::string summary_of(const Carried& carried) {
  std::string text = head_of(carried);
  if (carried.more_operands) text += " ...";
  if (carried.place != Place::local) text += std::string(" @") + name_of(carried.place);
  if (carried.cwd) text += " in " + (carried.cwd->empty() ? "?" : *carried.cwd);
  return text;
}

std::string summary_of(const Description& description) {
  std::string text = description.negligible ? "negligible " : "";
  text += name_of(description.knowledge);
  text += ":";
  for (const Effect& effect : description.effects) text += " " + effect_text(effect) + ";";
  for (const Carried& carried : description.carried) text += " " + summary_of(carried) + ";";
  if (text.back() == ';') text.pop_back();
  return text;
}

}  // namespace gavel::commands
