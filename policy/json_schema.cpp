#include "policy/json_schema.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <vector>

#include <nlohmann/json.hpp>

#include "policy/checks.h"
#include "policy/load.h"
#include "policy/rule_keys.h"
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
  if (shape.least > 0) schema["minLength"] = static_cast<std::int64_t>(shape.least);
  // Bytes here, characters there: no text that the loader takes has more.
  if (!std::isinf(shape.most)) schema["maxLength"] = static_cast<std::int64_t>(shape.most);
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
  Shape element = Shape::text(shape.least > 0 ? 1 : 0, shape.text_most);
  element.choices = shape.choices;
  ordered_json list = list_schema(shape, text_schema(element));
  if (!shape.lone) return list;
  return {{"oneOf", ordered_json::array({text_schema(element), std::move(list)})}};
}

ordered_json object_of(std::span<const Item> items);

struct Definition {
  std::string_view name;
  std::span<const Item> (*items)();
};

// Objects that stand in several places are described once.
constexpr Definition definitions[] = {
    {"rule", &rule_items},
    {"condition", &condition_items},
    {"effect", &effect_items},
    {"call", &example_items},
};

ordered_json reference(std::string_view name) {
  return {{"$ref", "#/$defs/" + std::string(name)}};
}

// The items of a list, or an object: by reference where the table has a definition.
ordered_json element_schema(std::span<const Item> items) {
  for (const Definition& definition : definitions) {
    if (definition.items().data() != items.data()) continue;
    if (definition.name != "call") return reference(definition.name);
    // An example may be a shell command and nothing else.
    const ordered_json text = {{"type", "string"}, {"minLength", 1}};
    return {{"oneOf", ordered_json::array({text, reference(definition.name)})}};
  }
  return object_of(items);
}

ordered_json objects_schema(const Shape& shape, std::span<const Item> items) {
  ordered_json list = list_schema(shape, element_schema(items));
  if (!shape.lone) return list;
  return {{"oneOf", ordered_json::array({element_schema(items), std::move(list)})}};
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
      return element_schema(items);
    case Kind::objects:
      return objects_schema(shape, items);
  }
  return ordered_json::object();
}

// What the loader asks of the object as a whole.
void add_alternatives(ordered_json& object, std::span<const Item> items) {
  const auto has = [&](std::string_view key) {
    return std::any_of(items.begin(), items.end(),
                       [&](const Item& item) { return item.key == key; });
  };
  const auto one_of = [](std::initializer_list<const char*> keys) {
    ordered_json rows = ordered_json::array();
    for (const char* key : keys) rows.push_back({{"required", ordered_json::array({key})}});
    return rows;
  };
  if (has("rule") && has("pack")) object["oneOf"] = one_of({"rule", "pack"});
  if (has("match")) object["anyOf"] = one_of({"command", "pattern", "match"});
  if (has("expect")) object["anyOf"] = one_of({"command", "tool"});
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
  add_alternatives(object, items);
  object["properties"] = std::move(properties);
  object["additionalProperties"] = false;
  return object;
}

// Of a text, or of each text in a list.
void add_pattern(ordered_json& schema, std::string_view path) {
  const std::string_view pattern = pattern_of(path);
  if (pattern.empty()) return;
  if (schema.contains("items")) {
    schema["items"]["pattern"] = pattern;
  } else {
    schema["pattern"] = pattern;
  }
}

ordered_json field_schema(const Field& field) {
  ordered_json schema;
  if (is_sections(field)) {
    schema = {{"type", "object"},
              {"maxProperties", most_sections},
              {"additionalProperties", reference("section")}};
  } else {
    schema = shape_schema(field.shape, items_of(field));
  }
  add_pattern(schema, field.path);
  schema["description"] = sentence(field.doc);
  schema["default"] = ordered_json::parse(field.initial, nullptr, false);
  return schema;
}

// The object at `path`; `part`: only what may stand in a section.
ordered_json section_schema(const std::string& path, bool part) {
  ordered_json properties = ordered_json::object();
  for (const std::string_view key : keys_below(path)) {
    const std::string below = path + "/" + std::string(key);
    if (const Field* field = find_field(below)) {
      if (!part || is_scoped(*field)) properties[std::string(key)] = field_schema(*field);
    } else {
      ordered_json section = section_schema(below, part);
      if (!section["properties"].empty()) properties[std::string(key)] = std::move(section);
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
  schema.update(section_schema("", false));
  for (const Definition& definition : definitions) {
    schema["$defs"][std::string(definition.name)] = object_of(definition.items());
  }
  schema["$defs"]["section"] = section_schema("", true);
  return schema.dump(2) + "\n";
}

}  // namespace gavel::policy
