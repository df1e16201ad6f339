// Compiled rules and the index that tells which of them an action can concern at all.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/condition.h"
#include "rules/model/action.h"
#include "rules/rule.h"

namespace gavel::rules {

struct CompiledRule {
  Rule rule;
  Test match;
  std::vector<Test> unless;
};

// INVARIANT: immutable once made. Each rule stands in the index under its programs, else under
// its effect kinds, else among those asked of every action.
class RuleTable {
 public:
  static constexpr std::size_t effect_kinds = static_cast<std::size_t>(EffectKind::opaque) + 1;

  explicit RuleTable(std::vector<CompiledRule> rules);

  const std::vector<CompiledRule>& rules() const { return rules_; }
  // Indices of every rule that might speak of `action`, each once, ascending.
  std::vector<std::uint32_t> candidates(const Action& action) const;
  // Indices of the rules that are nothing but a raw pattern.
  const std::vector<std::uint32_t>& whole_text() const { return whole_text_; }

 private:
  using Indices = std::vector<std::uint32_t>;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  void index(std::uint32_t at);
  bool index_by_program(std::uint32_t at);
  bool index_by_effect(std::uint32_t at);

  std::vector<CompiledRule> rules_;
  std::unordered_map<std::string, Indices, Hash, std::equal_to<>> by_program_;
  std::array<Indices, effect_kinds> by_effect_;
  Indices always_;
  Indices whole_text_;
};

}  // namespace gavel::rules
