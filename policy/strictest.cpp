#include "policy/strictest.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "policy/layers.h"
#include "policy/merge.h"
#include "policy/rebase.h"
#include "rules/paths.h"

namespace gavel::policy {
namespace {

using rules::Value;

bool is_literal(std::string_view pattern) {
  return pattern.starts_with("/") && pattern.find_first_of("*?[\\") == std::string_view::npos;
}

std::string_view without_slash(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

bool has_text(const Value& list, std::string_view text) {
  return std::any_of(list.items.begin(), list.items.end(),
                     [&](const Value& item) { return item.text == text; });
}

void add_text(Standing& standing, std::string_view text, const Origin& origin) {
  if (has_text(standing.value, text)) return;
  Value item;
  item.type = Value::Type::text;
  item.text = text;
  standing.value.items.push_back(std::move(item));
  standing.origins.push_back(origin);
}

// What `one` opens and `root`, the repository of the other policy, is or lies in or holds.
void add_common_ground(Standing& open, const Standing& one, std::string_view root) {
  if (root.empty()) return;
  for (std::size_t i = 0; i < one.value.items.size(); ++i) {
    const std::string_view folder = without_slash(one.value.items[i].text);
    if (!is_literal(folder)) continue;
    if (rules::is_within(folder, root)) add_text(open, one.value.items[i].text, one.origins[i]);
    if (rules::is_within(root, folder)) add_text(open, root, one.origins[i]);
  }
}

// The patterns mean the same wherever they are read.
Settled absolute(const Policy& policy) {
  Settled settled = *policy.settled;
  for (Standing& standing : settled.standings) {
    if (!standing.field->path.starts_with("/paths/")) continue;
    for (Value& item : standing.value.items) item.text = rebase(item.text, policy.root, "");
  }
  return settled;
}

void join_rules(std::vector<OwnRules>& into, const std::vector<OwnRules>& from) {
  for (const OwnRules& own : from) {
    const bool known = std::any_of(into.begin(), into.end(),
                                   [&](const OwnRules& each) { return each.table == own.table; });
    if (!known) into.push_back(own);
  }
}

}  // namespace

Policy strictest(const Policy& first, const Policy& second) {
  if (first.settled == second.settled) return first;
  const bool same_root = first.root == second.root;
  Settled a = same_root ? *first.settled : absolute(first);
  const Settled b = same_root ? *second.settled : absolute(second);
  if (a.standings.size() != b.standings.size()) return a.standings.empty() ? first : second;
  for (std::size_t i = 0; i < a.standings.size(); ++i) {
    Standing joined = strictest(a.standings[i], b.standings[i]);
    if (joined.field->path == "/paths/allow") {
      add_common_ground(joined, a.standings[i], second.root);
      add_common_ground(joined, b.standings[i], first.root);
    }
    a.standings[i] = std::move(joined);
  }
  join_rules(a.rules, b.rules);
  Policy policy = policy_of(std::move(a), same_root ? first.root : "");
  policy.governed = first.governed || second.governed;
  policy.ignored = first.ignored;
  policy.ignored.insert(policy.ignored.end(), second.ignored.begin(), second.ignored.end());
  return policy;
}

}  // namespace gavel::policy
