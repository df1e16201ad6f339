// What a field's shape cannot say: hosts, patterns, names of variables, keys that exclude each
// other.
#pragma once

#include "policy/schema.h"
#include "rules/reader.h"

namespace gavel::policy {

// Reports whatever is wrong with a value that already has its field's shape.
void check_value(rules::Reader& reader, const Field& field, const rules::Value& value);

}  // namespace gavel::policy
