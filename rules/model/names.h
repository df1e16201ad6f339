// Between enumerators and their spelling in JSON, traces and messages.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace gavel {

// Defined for ToolKind, Zone, EffectKind, Trait, Mark, Knowledge, Place, Ruling, Risk.
template <class Enum>
std::optional<Enum> from_name(std::string_view name);

template <class Enum>
std::vector<std::string_view> all_names();

}  // namespace gavel
