// Objects that stand in a list, checked against what the field table says they may hold.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "policy/schema.h"
#include "rules/reader.h"

namespace gavel::policy {

// Reports unknown and missing keys and values of another shape, at any depth. True when nothing
// was wrong.
bool check_item(rules::Reader& reader, const rules::Value& object, std::span<const Item> items);

// The text of a member, or "" when it is absent.
std::string text_at(const rules::Value& object, std::string_view key);

}  // namespace gavel::policy
