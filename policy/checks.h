// What a field's shape cannot say: hosts, patterns, names of variables, keys that exclude each
// other.
#pragma once

#include <cstddef>
#include <string_view>

#include "policy/schema.h"
#include "rules/reader.h"

namespace gavel::policy {

// Reports whatever is wrong with a value that already has its field's shape.
void check_value(rules::Reader& reader, const Field& field, const rules::Value& value);

// The same of a text field, or of each text of a list, as a regular expression for the JSON Schema
// (ECMA 262); empty: its shape says all.
std::string_view pattern_of(std::string_view path);

// Names of sections: an agent's name; a folder, below the file's own or absolute.
bool check_agent(rules::Reader& reader, const rules::Value& section);
bool check_folder(rules::Reader& reader, const rules::Value& section, bool relative);

// A file's own rule must not pass for a shipped one or for what is no rule at all.
void check_rule_id(rules::Reader& reader, const rules::Value& id);

// How many regular expressions a rule holds, and what they weigh; see weight.h.
struct Patterns {
  std::size_t count = 0;
  std::size_t weight = 0;
};
Patterns patterns_of(const rules::Value& rule);

// Fields of one file that exclude each other.
void check_together(rules::Reader& reader, const rules::Value& file);

}  // namespace gavel::policy
