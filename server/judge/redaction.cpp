#include "server/judge/redaction.h"

#include <algorithm>

namespace gavel::judge {
namespace {

using Hidden = rules::Redaction;

bool covers(const Span& span, const Hidden& hidden) {
  return span.source == 0 && span.begin <= hidden.begin && hidden.end <= span.end;
}

bool touches(const Span& span, const Hidden& hidden) {
  return span.source == 0 && span.begin < hidden.end && hidden.begin < span.end;
}

// Text that is parsed a second time: backticks, sh -c, eval.
bool parsed_again(const Hidden& hidden, const shell::Tree& tree) {
  for (std::uint32_t id = 0; id < tree.source_count(); ++id) {
    const auto& parent = tree.source(id).parent;
    if (parent && touches(*parent, hidden)) return true;
  }
  return false;
}

bool takes_code(const Action& action) {
  if (action.knowledge == Knowledge::unknown) return true;
  return std::any_of(action.effects.begin(), action.effects.end(), [](const Effect& effect) {
    return effect.kind == EffectKind::opaque || effect.traits.has(Trait::interpreter);
  });
}

bool is_data_of(const Action& action, const Hidden& hidden) {
  if (takes_code(action) || action.argv.size() < 2) return false;
  return std::any_of(action.argv.begin() + 1, action.argv.end(), [&](const Argument& word) {
    return word.exact() && covers(word.span, hidden);
  });
}

}  // namespace

bool only_data_hidden(const std::vector<Hidden>& hidden, const rules::Analysis& analysis) {
  return std::all_of(hidden.begin(), hidden.end(), [&](const Hidden& one) {
    if (parsed_again(one, analysis.tree)) return false;
    return std::any_of(analysis.actions.begin(), analysis.actions.end(),
                       [&](const Action& action) { return is_data_of(action, one); });
  });
}

}  // namespace gavel::judge
