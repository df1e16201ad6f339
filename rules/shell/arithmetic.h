// Computes bash's arithmetic as far as its operands are known before it runs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/shell/expand.h"

namespace gavel::shell {

struct Computed {
  std::int64_t value = 0;
  std::vector<std::pair<std::string, std::int64_t>> assigned;  // in order; the last one holds
};

// The expression after expansion and quote removal. nullopt: an operand is not known, or bash
// would report an error. Nothing is assigned here.
std::optional<Computed> compute(std::string_view text, Surroundings& around);

}  // namespace gavel::shell
