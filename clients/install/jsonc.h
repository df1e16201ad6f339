// JSON with comments as people keep it in settings files: read with the place of every value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"

namespace gavel::install {

enum class JsonKind { object, array, text, number, boolean, null };

struct JsonNode {
  JsonKind kind = JsonKind::null;
  std::size_t begin = 0;  // bytes in the file; the value is [begin, end)
  std::size_t end = 0;
  std::string text;                     // text: decoded; others: as written
  std::vector<JsonNode> items;          // array: the elements; object: the values
  std::vector<std::string> keys;        // object: beside `items`
  std::vector<std::size_t> key_begins;  // object: where each key's text begins

  // Null when this is no object or has no such key.
  const JsonNode* find(std::string_view key) const;
};

// RFC 8259 with // and /* */ comments, commas after the last element and a byte order mark.
// Faults: syntax and duplicate_key, "FILE:LINE:COLUMN"; limit: nested deeper than 64.
Result<JsonNode> read_jsonc(std::string_view text, std::string_view file);

}  // namespace gavel::install
