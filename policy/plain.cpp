#include "policy/plain.h"

#include <utility>

#include <nlohmann/json.hpp>

namespace gavel::policy {

using rules::Value;

nlohmann::json plain(const Value& value) {
  switch (value.type) {
    case Value::Type::null:
      return nullptr;
    case Value::Type::boolean:
      return value.boolean;
    case Value::Type::whole:
      return value.whole;
    case Value::Type::number:
      return value.number;
    case Value::Type::text:
      return value.text;
    case Value::Type::list: {
      nlohmann::json list = nlohmann::json::array();
      for (const Value& item : value.items) list.push_back(plain(item));
      return list;
    }
    case Value::Type::object: {
      nlohmann::json object = nlohmann::json::object();
      for (const Value& item : value.items) object[item.key] = plain(item);
      return object;
    }
  }
  return nullptr;
}

std::string compact(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string compact(const Value& value) {
  return compact(plain(value));
}

Value located(std::string_view text) {
  Result<rules::Document> document = rules::parse_document(text, "built in");
  if (!document) return {};
  return std::move(document->root);
}

}  // namespace gavel::policy
