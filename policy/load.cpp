#include "policy/load.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "policy/checks.h"
#include "rules/load.h"
#include "rules/model/names.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Value;

bool check_item(Reader& reader, const Value& object, std::span<const Item> items);

bool check_member(Reader& reader, const Value& value, const Item& item) {
  if (!reader.accepts(value, item.shape)) return false;
  return item.items.empty() || check_item(reader, value, item.items);
}

bool check_item(Reader& reader, const Value& object, std::span<const Item> items) {
  const std::size_t before = reader.faults().size();
  std::vector<std::string_view> known;
  for (const Item& item : items) {
    known.push_back(item.key);
    const Value* value = object.find(item.key);
    if (value != nullptr) {
      check_member(reader, *value, item);
    } else if (item.required) {
      reader.missing_key(object, item.key);
    }
  }
  for (const Value& member : object.items) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      reader.unknown_key(member, known);
    }
  }
  return reader.faults().size() == before;
}

// Walks the sections; what is a field becomes a setting.
class Loader {
 public:
  Loader(Reader& reader, Layer& layer) : reader_(reader), layer_(layer) {}

  void section(const Value& object) {
    if (!reader_.accepts(object, rules::Shape::object())) return;
    for (const Value& member : object.items) {
      if (const Field* field = find_field(member.path)) {
        setting(*field, member);
      } else if (is_section(member.path)) {
        section(member);
      } else {
        reader_.unknown_key(member, keys_below(object.path));
      }
    }
  }

 private:
  void setting(const Field& field, const Value& value) {
    if (!reader_.accepts(value, field.shape)) return;
    if (!field.items.empty()) {
      for (const Value& item : value.items) check_item(reader_, item, field.items);
    }
    check_value(reader_, field, value);
    if (field.path.starts_with("/rules/")) read_rules(field, value);
    layer_.settings.push_back({&field, value});
  }

  // The list a rule stands in is its ruling.
  void read_rules(const Field& field, const Value& list) {
    const std::string_view name = field.path.substr(std::string_view("/rules/").size());
    const Ruling ruling = from_name<Ruling>(name).value_or(Ruling::deny);
    for (const Value& value : list.items) {
      std::optional<rules::Rule> rule = rules::read_rule(reader_, value, ruling);
      if (!rule) continue;
      if (!ids_.insert(rule->id).second) {
        reader_.fault(*value.find("id"), FaultKind::conflict,
                      "another rule of this file has the id \"" + rule->id + "\"");
      }
      layer_.rules.push_back(std::move(*rule));
    }
  }

  Reader& reader_;
  Layer& layer_;
  std::set<std::string> ids_;
};

}  // namespace

Result<Layer> load(const Source& source) {
  rules::DocumentLimits limits;
  limits.bytes = longest_file;
  Result<rules::Document> document = rules::parse_document(source.text, source.file, limits);
  if (!document) return document.faults();
  Reader reader(source.file);
  Layer layer{source.kind, source.file, source.folder, source.trusted, {}, {}};
  Loader(reader, layer).section(document->root);
  if (!reader.clean()) return reader.faults();
  return layer;
}

}  // namespace gavel::policy
