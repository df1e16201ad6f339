#include "policy/restore.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "policy/layers.h"
#include "policy/merge.h"
#include "policy/plain.h"
#include "rules/load.h"
#include "rules/model/names.h"
#include "rules/reader.h"

namespace gavel::policy {
namespace {

using rules::Reader;
using rules::Value;

const Value* at_pointer(const Value& root, std::string_view pointer) {
  const Value* value = &root;
  while (!pointer.empty() && value != nullptr) {
    pointer.remove_prefix(1);
    const std::size_t slash = std::min(pointer.find('/'), pointer.size());
    value = value->find(pointer.substr(0, slash));
    pointer.remove_prefix(slash);
  }
  return value;
}

Standing standing_of(Reader& reader, const Field& field, const Value& root) {
  const Value* recorded = at_pointer(root, field.path);
  Standing standing{&field, located(field.initial), {}};
  if (recorded != nullptr && reader.accepts(*recorded, field.shape)) standing.value = *recorded;
  standing.origins.resize(standing.value.items.size());
  return standing;
}

// The rules of several files stand in one list here, and two files may use one id: each further
// use of an id goes into a table of its own.
class Tables {
 public:
  explicit Tables(Reader& reader) : reader_(reader) {}

  void add(const Value& list, Ruling ruling) {
    for (const Value& item : list.items) {
      std::optional<rules::Rule> rule = rules::read_rule(reader_, item, ruling);
      if (!rule) continue;
      Group& group = group_without(rule->id);
      if (ruling == Ruling::allow) {
        group.own.waivers.push_back(compact(item));
        group.own.waiver_ids.push_back(rule->id);
      }
      group.ids.insert(rule->id);
      group.rules.push_back(std::move(*rule));
    }
  }

  Result<std::vector<OwnRules>> compiled() {
    std::vector<OwnRules> all;
    for (Group& group : groups_) {
      auto table = rules::compile(std::move(group.rules));
      if (!table.ok()) return table.faults();
      group.own.table = *table;
      all.push_back(std::move(group.own));
    }
    return all;
  }

 private:
  struct Group {
    OwnRules own;
    std::set<std::string> ids;
    std::vector<rules::Rule> rules;
  };

  Group& group_without(const std::string& id) {
    for (Group& group : groups_) {
      if (!group.ids.contains(id)) return group;
    }
    return groups_.emplace_back();
  }

  Reader& reader_;
  std::vector<Group> groups_;
};

}  // namespace

Result<Policy> restore(std::string_view canonical, std::string_view repo_root) {
  rules::DocumentLimits limits;
  limits.bytes = std::size_t{16} << 20;  // many files may be joined in one policy
  const Result<rules::Document> document = rules::parse_document(canonical, "recorded", limits);
  if (!document.ok()) return document.faults();
  Reader reader("recorded");
  if (!reader.accepts(document->root, rules::Shape::object())) return reader.faults();
  Settled settled;
  Tables tables(reader);
  for (const Field& field : fields()) {
    settled.standings.push_back(standing_of(reader, field, document->root));
    if (!is_rules(field)) continue;
    const auto ruling = from_name<Ruling>(field.path.substr(field.path.rfind('/') + 1));
    tables.add(settled.standings.back().value, ruling.value_or(Ruling::deny));
  }
  if (!reader.clean()) return reader.faults();
  Result<std::vector<OwnRules>> own = tables.compiled();
  if (!own.ok()) return own.faults();
  settled.rules = std::move(own).value();
  Policy policy = policy_of(std::move(settled), repo_root);
  policy.governed = true;
  return policy;
}

}  // namespace gavel::policy
