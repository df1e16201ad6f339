#include "rules/commands/spec.h"

#include <algorithm>

namespace gavel::commands {
namespace {

using Names = std::vector<std::pair<std::string, std::size_t>>;

std::optional<std::size_t> position(const Names& names, std::string_view wanted) {
  const auto at =
      std::lower_bound(names.begin(), names.end(), wanted,
                       [](const auto& entry, std::string_view w) { return entry.first < w; });
  if (at == names.end() || at->first != wanted) return std::nullopt;
  return at->second;
}

}  // namespace

const Flag* Spec::flag(std::string_view flag_name) const {
  const auto index = position(flag_names, flag_name);
  return index ? &flags[*index] : nullptr;
}

const Spec* Spec::subcommand(std::string_view word) const {
  const auto index = position(subcommand_names, word);
  return index ? subcommands[*index].get() : nullptr;
}

}  // namespace gavel::commands
