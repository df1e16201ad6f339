#include "policy/whence.h"

#include <string_view>

namespace gavel::policy {
namespace {

bool is_settled_by_mode(std::string_view rule) {
  return rule.empty() || rule.starts_with("mode.") || rule.starts_with("knowledge.");
}

Whence of_mode(const Policy& policy) {
  for (const Origin& origin : policy.origins) {
    if (origin.field == "/mode") return {origin.layer, origin.where, "/mode"};
  }
  return {"embedded", "", "/mode"};
}

// A finding knows its file and line; the origin of the rule knows its layer and column too.
bool stands_at(const Origin& origin, std::string_view place) {
  return origin.field.starts_with("/rules/") && origin.where.starts_with(place) &&
         origin.where.substr(place.size()).starts_with(":");
}

}  // namespace

Whence whence(const Policy& policy, const Verdict& verdict) {
  if (is_settled_by_mode(verdict.rule)) return of_mode(policy);
  for (const Origin& origin : policy.origins) {
    const bool named = origin.value.find("\"id\":\"" + verdict.rule + "\"") != std::string::npos;
    if (named && stands_at(origin, verdict.layer)) {
      return {origin.layer, origin.where, origin.field};
    }
  }
  if (verdict.layer.empty()) return {"embedded", "", ""};
  const bool granted = verdict.layer == "grant";
  return {granted ? "grant" : "embedded", granted ? verdict.rule : verdict.layer, ""};
}

std::string describe(const Whence& whence) {
  if (whence.where.empty())
    return whence.field.empty() ? whence.layer : whence.field + ", the default";
  return whence.where + " (" + whence.layer + ")";
}

}  // namespace gavel::policy
