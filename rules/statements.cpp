// What is less than it looks: statements known but for a value, edits of files that are not there.
#include <algorithm>
#include <array>
#include <string>

#include "rules/walk.h"

namespace gavel::rules {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; });
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word(text[at - 1]);
    const bool ends = at + word.size() >= text.size() || !is_word(text[at + word.size()]);
    if (begins && ends) return true;
  }
  return false;
}

// What the literal parts of a statement must not say for it to be a question.
bool changes(std::string_view text) {
  static constexpr std::array<std::string_view, 17> words{
      "insert",         "update",    "delete", "drop",   "alter",  "create",
      "replace",        "attach",    "detach", "vacuum", "pragma", "reindex",
      "load_extension", "writefile", "edit",   "into",   "begin"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return has_word(text, word); });
}

// SELECT … WHERE id='$id': the value stands within quotes, and comes from this machine, not from
// the network or a decoder.
bool is_question(const Argument& word) {
  if (word.marks.intersects(Mark::downloaded | Mark::decoded | Mark::unseen)) return false;
  const std::string head = lower(word.text);
  const std::string all = head + " " + lower(word.why);
  const std::size_t begin = head.find_first_not_of(" \t\n(");
  if (begin == std::string::npos) return false;
  const std::string_view rest = std::string_view(head).substr(begin);
  const bool asks = rest.starts_with("select ") || rest.starts_with("select\n") ||
                    rest.starts_with("explain ") || rest.starts_with("with ");
  const bool quoted = std::count(head.begin(), head.end(), '\'') % 2 == 1;
  const bool single = head.find(';') == std::string::npos;
  return asks && quoted && single && !changes(all) && all.find("\n.") == std::string::npos;
}

}  // namespace

void Walker::settle_statements(Action& action, const Command& command) const {
  if (action.program != "sqlite3" && action.program != "sqlite") return;
  // The first operand is the database; what else is not known must be a question.
  bool questions = true;
  bool database = false;
  for (std::size_t i = 1; i < command.argv.size(); ++i) {
    const Argument& word = command.argv[i];
    const bool option = word.text.starts_with('-');
    if (!word.exact() && (database || option)) questions = questions && is_question(word);
    database = database || !option;
  }
  const auto unsure = [](const Effect& effect) {
    return effect.kind == EffectKind::database && effect.traits.has(Trait::unknown_target) &&
           effect.target == "statement known only at run time";
  };
  const bool any = std::any_of(action.effects.begin(), action.effects.end(), unsure);
  const bool only = std::all_of(action.effects.begin(), action.effects.end(), [&](const Effect& e) {
    return e.kind != EffectKind::database || unsure(e);
  });
  if (!any || !only || !questions) return;
  std::erase_if(action.effects, unsure);
  for (Effect& effect : action.effects) {
    if (effect.kind == EffectKind::write) effect.kind = EffectKind::read;
  }
  action.knowledge = Knowledge::read_only;
}

// sed -i makes no file: where there is none it does nothing.
void Walker::settle_edits(Action& action) const {
  if (action.program != "sed" && action.program != "gsed") return;
  for (Effect& effect : action.effects) {
    const bool elsewhere = effect.zone == Zone::other || effect.zone == Zone::home;
    if (effect.kind != EffectKind::write || !elsewhere || effect.resolved.empty()) continue;
    const bool made = note_of(effect.resolved) != nullptr || effect.traits.has(Trait::glob);
    if (!made && facts_.file_kind(effect.resolved) == FileKind::missing)
      effect.traits |= Trait::missing;
  }
}

}  // namespace gavel::rules
