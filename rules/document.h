// A JSON text with comments as a tree in which every key and every value knows where it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"

namespace gavel::rules {

// Counted from 1; the column counts bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const Position&) const = default;
};

struct Value {
  enum class Type { null, boolean, whole, number, text, list, object };

  Type type = Type::null;
  Position at;       // of the value's first byte
  std::string path;  // JSON pointer (RFC 6901); empty for the root
  std::string key;   // of a member of an object
  Position key_at;   // of the key's opening quote
  bool boolean = false;
  std::int64_t whole = 0;    // Type::whole
  double number = 0;         // Type::whole and Type::number
  std::string text;          // Type::text: the value; numbers: as they were written
  std::vector<Value> items;  // elements of a list, members of an object, as they were written

  // The member `name` of an object; null when there is none.
  const Value* find(std::string_view name) const;
};

struct Document {
  std::string file;  // as faults name it: "judge.json"
  Value root;
};

struct DocumentLimits {
  std::size_t bytes = 1'048'576;
  std::size_t values = 100'000;
  std::size_t depth = 64;
};

// Comments (// and /* */) and a byte order mark are skipped. Refused, with every fault found:
// what JSON does not allow, duplicate keys, invalid UTF-8, NUL bytes (also as \u0000), and
// whatever exceeds a limit.
Result<Document> parse_document(std::string_view text, std::string file,
                                DocumentLimits limits = {});

// "judge.json:12:5: /judge/timeout_ms"; without the pointer for the root.
std::string place_of(const std::string& file, Position at, const std::string& path);

// One more step of a JSON pointer, with ~ and / escaped.
std::string child_path(const std::string& path, std::string_view step);

}  // namespace gavel::rules
