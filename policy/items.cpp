#include "policy/items.h"

#include <algorithm>
#include <vector>

namespace gavel::policy {

using rules::Reader;
using rules::Value;

bool check_item(Reader& reader, const Value& object, std::span<const Item> items) {
  const std::size_t before = reader.faults().size();
  if (!reader.accepts(object, rules::Shape::object())) return false;
  std::vector<std::string_view> known;
  for (const Item& item : items) {
    known.push_back(item.key);
    const Value* value = object.find(item.key);
    if (value == nullptr) {
      if (item.required) reader.missing_key(object, item.key);
    } else if (reader.accepts(*value, item.shape) && !item.items.empty()) {
      check_item(reader, *value, item.items);
    }
  }
  for (const Value& member : object.items) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      reader.unknown_key(member, known);
    }
  }
  return reader.faults().size() == before;
}

std::string text_at(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value == nullptr ? std::string() : value->text;
}

}  // namespace gavel::policy
