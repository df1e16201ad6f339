#include "policy/schema.h"

#include <algorithm>

#include "policy/rule_keys.h"

namespace gavel::policy {

const Field* find_field(std::string_view path) {
  const auto all = fields();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Field& field) { return field.path == path; });
  return found == all.end() ? nullptr : &*found;
}

std::span<const Item> items_of(const Field& field) {
  return is_rules(field) ? rule_items() : field.items;
}

bool is_rules(const Field& field) {
  return field.path.starts_with("/rules/");
}

bool is_sections(const Field& field) {
  return field.path == "/agents" || field.path == "/folders";
}

bool is_cases(const Field& field) {
  return field.path == "/tests";
}

std::vector<std::string_view> keys_below(std::string_view path) {
  std::vector<std::string_view> keys;
  for (const Field& field : fields()) {
    if (!field.path.starts_with(path) || field.path.size() <= path.size()) continue;
    if (field.path[path.size()] != '/') continue;
    const std::string_view rest = field.path.substr(path.size() + 1);
    const std::string_view key = rest.substr(0, rest.find('/'));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  return keys;
}

}  // namespace gavel::policy
