#include "policy/json_schema.h"

#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

#include "policy/schema.h"

namespace gavel::policy {
namespace {

using nlohmann::ordered_json;
using rules::Shape;
using Kind = Shape::Kind;

std::string sentence(std::string_view doc) {
  return std::string(doc) + ".";
}

ordered_json text_schema(const Shape& shape) {
  ordered_json schema = {{"type", "string"}};
  if (shape.choices != nullptr) {
    schema["enum"] = shape.choices();
    return schema;
  }
  if (shape.least > 0) schema["minLength"] = shape.least;
  return schema;
}

ordered_json number_schema(const Shape& shape, const char* type) {
  ordered_json schema = {{"type", type}, {"minimum", static_cast<std::int64_t>(shape.least)}};
  if (!std::isinf(shape.most)) schema["maximum"] = static_cast<std::int64_t>(shape.most);
  return schema;
}

ordered_json list_schema(const Shape& shape, ordered_json items) {
  ordered_json schema = {{"type", "array"}};
  if (shape.least > 0) schema["minItems"] = static_cast<std::int64_t>(shape.least);
  schema["maxItems"] = static_cast<std::int64_t>(shape.most);
  schema["items"] = std::move(items);
  return schema;
}

ordered_json texts_schema(const Shape& shape) {
  Shape element = Shape::text(shape.least > 0 ? 1 : 0);
  element.choices = shape.choices;
  ordered_json list = list_schema(shape, text_schema(element));
  if (!shape.lone) return list;
  return {{"oneOf", ordered_json::array({text_schema(element), std::move(list)})}};
}

ordered_json object_of(std::span<const Item> items);

// What a rule holds is the table of rules/load.cpp; here only what every rule must have.
ordered_json rule_schema() {
  ordered_json text = {{"type", "string"}};
  return {{"type", "object"},
          {"required", {"id", "reason"}},
          {"properties",
           {{"id", text},
            {"command", text},
            {"pattern", text},
            {"raw", {{"type", "boolean"}}},
            {"match", {{"type", "object"}}},
            {"unless", {{"type", {"object", "array"}}}},
            {"reason", text},
            {"instead", text},
            {"risk", {{"enum", {"low", "medium", "high", "critical"}}}},
            {"ruling", {{"enum", {"allow", "escalate", "deny"}}}},
            {"examples", {{"type", "object"}}}}},
          {"additionalProperties", false}};
}

ordered_json shape_schema(const Shape& shape, std::span<const Item> items) {
  switch (shape.kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::whole:
      return number_schema(shape, "integer");
    case Kind::number:
      return number_schema(shape, "number");
    case Kind::text:
      return text_schema(shape);
    case Kind::texts:
      return texts_schema(shape);
    case Kind::object:
      return object_of(items);
    case Kind::objects:
      return list_schema(shape, items.empty() ? rule_schema() : object_of(items));
  }
  return ordered_json::object();
}

ordered_json object_of(std::span<const Item> items) {
  ordered_json properties = ordered_json::object();
  ordered_json required = ordered_json::array();
  for (const Item& item : items) {
    ordered_json schema = shape_schema(item.shape, item.items);
    schema["description"] = sentence(item.doc);
    properties[std::string(item.key)] = std::move(schema);
    if (item.required) required.push_back(item.key);
  }
  ordered_json object = {{"type", "object"}};
  if (!required.empty()) object["required"] = std::move(required);
  object["properties"] = std::move(properties);
  object["additionalProperties"] = false;
  return object;
}

ordered_json section_schema(const std::string& path) {
  ordered_json properties = ordered_json::object();
  for (const std::string_view key : keys_below(path)) {
    const std::string below = path + "/" + std::string(key);
    if (const Field* field = find_field(below)) {
      ordered_json schema = shape_schema(field->shape, field->items);
      schema["description"] = sentence(field->doc);
      schema["default"] = ordered_json::parse(field->initial, nullptr, false);
      properties[std::string(key)] = std::move(schema);
    } else {
      properties[std::string(key)] = section_schema(below);
    }
  }
  ordered_json object = {{"type", "object"}};
  if (!path.empty()) object["description"] = sentence(section_doc(path));
  object["properties"] = std::move(properties);
  object["additionalProperties"] = false;
  return object;
}

}  // namespace

std::string schema_json() {
  ordered_json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                         {"title", "judge.json"}};
  schema.update(section_schema(""));
  return schema.dump(2) + "\n";
}

}  // namespace gavel::policy
