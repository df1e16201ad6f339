#include "rules/closed.h"

#include <utility>

namespace gavel::rules {
namespace {

Rule closed() {
  Rule rule;
  rule.id = "rule.fault";
  rule.ruling = Ruling::deny;
  rule.risk = Risk::critical;
  rule.reason = "The shipped rules of this binary do not load, so nothing can be judged.";
  rule.layer = "embedded";
  rule.pack = "self";  // no policy can switch it off
  rule.match.pattern = ".*";
  return rule;
}

}  // namespace

std::shared_ptr<const RuleTable> open_or_closed(std::vector<Rule> rules, const Faults& faults) {
  if (faults.empty()) {
    Result<std::shared_ptr<const RuleTable>> table = compile(std::move(rules));
    if (table.ok()) return *table;
  }
  return *compile({closed()});
}

}  // namespace gavel::rules
