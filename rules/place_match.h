// Whether a path lies in one of the places of a table; names are compared without case.
#pragma once

#include <span>
#include <string_view>

#include "rules/places.h"

namespace gavel::rules {

// `path` absolute and plain; `home` may be empty.
bool lies_in(std::span<const PlaceRow> rows, std::string_view path, std::string_view home);

bool same_folded(std::string_view a, std::string_view b);
bool ends_folded(std::string_view text, std::string_view tail);

}  // namespace gavel::rules
