#include "rules/table.h"

#include <algorithm>
#include <utility>

namespace gavel::rules {

RuleTable::RuleTable(std::vector<CompiledRule> rules) : rules_(std::move(rules)) {
  for (std::uint32_t i = 0; i < rules_.size(); ++i) index(i);
}

void RuleTable::index(std::uint32_t at) {
  if (rules_[at].match.only_raw()) whole_text_.push_back(at);
  if (!index_by_program(at) && !index_by_effect(at)) always_.push_back(at);
}

bool RuleTable::index_by_program(std::uint32_t at) {
  const Test& match = rules_[at].match;
  if (match.command() && match.programs().empty()) {
    const std::string& word = match.command()->words.front();
    by_program_[word.substr(word.rfind('/') + 1)].push_back(at);
    return true;
  }
  const TextTests& programs = match.programs();
  const auto exact = [](const TextTest& test) { return test.exact(); };
  if (programs.empty() || !std::all_of(programs.begin(), programs.end(), exact)) return false;
  for (const TextTest& program : programs) by_program_[program.text()].push_back(at);
  return true;
}

bool RuleTable::index_by_effect(std::uint32_t at) {
  const std::optional<EffectCondition>& effect = rules_[at].match.effect();
  if (!effect || effect->kinds.empty()) return false;
  for (const EffectKind kind : effect->kinds) {
    by_effect_[static_cast<std::size_t>(kind)].push_back(at);
  }
  return true;
}

std::vector<std::uint32_t> RuleTable::candidates(const Action& action) const {
  Indices found = always_;
  if (const auto named = by_program_.find(std::string_view(action.program));
      named != by_program_.end()) {
    found.insert(found.end(), named->second.begin(), named->second.end());
  }
  std::uint32_t kinds = 0;
  for (const Effect& effect : action.effects) {
    const auto kind = static_cast<std::uint32_t>(effect.kind);
    if ((kinds >> kind & 1u) != 0) continue;
    kinds |= 1u << kind;
    found.insert(found.end(), by_effect_[kind].begin(), by_effect_[kind].end());
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace gavel::rules
