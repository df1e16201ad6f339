#include "policy/grant.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "policy/knowledge.h"
#include "rules/condition.h"
#include "rules/cover.h"

namespace gavel::policy {
namespace {

constexpr std::string_view fault_rule = "rule.fault";

bool can_be_lifted(const Finding& finding) {
  return finding.ruling == Ruling::escalate && finding.layer != "pack self" &&
         finding.rule != fault_rule;
}

bool has(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_about_call(const Grant& grant, const Call& call) {
  if (!grant.command.empty()) {
    return call.kind == ToolKind::shell && call.command == grant.command;
  }
  return !grant.input.empty() && call.kind != ToolKind::shell && call.input == grant.input;
}

bool covers(const Grant& grant, const Call& call, const rules::Analysis& analysis,
            const Action& action) {
  if (grant.words.empty() || !rules::is_whole(call, analysis, action)) return false;
  const Result<rules::CommandWords> words = rules::CommandWords::compile(grant.words);
  return words.ok() && words->cover(action.argv, false);
}

Finding waiver(const Grant& grant, std::size_t action) {
  Finding finding;
  finding.rule = "grant." + grant.id;
  finding.ruling = Ruling::allow;
  finding.risk = Risk::low;
  finding.reason = grant.reason;
  finding.layer = "grant";
  finding.action = action;
  finding.waiver = true;
  return finding;
}

// The rules that escalate one action, and that of its knowledge.
std::vector<std::string> escalations(const std::vector<Finding>& findings, std::size_t action,
                                     const rules::Analysis& analysis, Mode mode) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) {
    if (finding.action == action && can_be_lifted(finding)) rules.push_back(finding.rule);
  }
  const std::optional<Finding> weighed = weigh(analysis.actions[action], action, mode);
  if (weighed) rules.push_back(weighed->rule);
  return rules;
}

void lift_rule(const Grant& grant, std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    if (finding.rule != grant.rule || !can_be_lifted(finding)) continue;
    finding.ruling = Ruling::allow;
    finding.reason = "Granted (grant." + grant.id + "): " + grant.reason;
  }
}

}  // namespace

Status check(const Grant& grant) {
  const int kinds = static_cast<int>(!grant.command.empty()) +
                    static_cast<int>(!grant.input.empty()) +
                    static_cast<int>(!grant.words.empty()) + static_cast<int>(!grant.rule.empty());
  if (kinds != 1) {
    return Fault{FaultKind::conflict, "grant", "expected one of a call, words and a rule", ""};
  }
  if (grant.rule.starts_with("self.") || grant.rule == fault_rule) {
    return Fault{FaultKind::refused, "grant", "what protects Gavel itself is granted to nobody",
                 ""};
  }
  if (grant.words.empty()) return Ok{};
  const Result<rules::CommandWords> words = rules::CommandWords::compile(grant.words);
  if (!words.ok()) return words.faults();
  return Ok{};
}

void apply(std::span<const Grant> grants, const Call& call, const rules::Analysis& analysis,
           const Policy& policy, std::vector<Finding>& findings) {
  if (grants.empty() || policy.grants.max_hours == 0) return;
  for (const Grant& grant : grants) {
    if (!grant.rule.empty()) lift_rule(grant, findings);
  }
  std::vector<Finding> waivers;
  for (std::size_t i = 0; i < analysis.actions.size(); ++i) {
    const std::vector<std::string> open = escalations(findings, i, analysis, policy.mode);
    for (const Grant& grant : grants) {
      const bool seen = std::all_of(open.begin(), open.end(), [&](const std::string& rule) {
        return has(grant.rules, rule);
      });
      const bool waives =
          is_about_call(grant, call) ? seen : covers(grant, call, analysis, analysis.actions[i]);
      if (waives && !open.empty()) waivers.push_back(waiver(grant, i));
    }
  }
  findings.insert(findings.end(), waivers.begin(), waivers.end());
}

}  // namespace gavel::policy
