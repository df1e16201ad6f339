#include "server/replay/obstacle.h"

#include <algorithm>
#include <utility>

#include "policy/decide.h"
#include "policy/knowledge.h"
#include "rules/cover.h"

namespace gavel::replay {
namespace {

bool can_be_lifted(const Finding& finding) {
  return finding.ruling == Ruling::escalate && finding.layer != "pack self" &&
         finding.rule != "rule.fault" && finding.risk != Risk::critical;
}

// What speaks against an action. What was granted or waived on the day speaks no more.
std::vector<Finding> against(const Again& again, std::size_t action) {
  std::vector<Finding> found;
  for (const Finding& finding : again.evaluation.findings) {
    if (finding.action == action && finding.ruling != Ruling::allow) found.push_back(finding);
  }
  const Action& known = again.evaluation.analysis.actions[action];
  if (auto weighed = policy::weigh(known, action, again.policy->mode)) {
    found.push_back(std::move(*weighed));
  }
  return found;
}

bool is_waived(const Again& again, std::size_t action) {
  const std::vector<Finding>& findings = again.evaluation.findings;
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.action == action && finding.waiver && finding.ruling == Ruling::allow;
  });
}

std::string shape_of(const Action& action) {
  std::string shape = action.program;
  if (!action.subcommand.empty()) shape += " " + action.subcommand;
  std::vector<std::string> flags = action.flags;
  std::sort(flags.begin(), flags.end());
  flags.erase(std::unique(flags.begin(), flags.end()), flags.end());
  for (const std::string& flag : flags) shape += " " + flag;
  return shape;
}

// Words after which only operands stand.
std::size_t fixed_words(const Action& action) {
  std::size_t fixed = 1;
  for (std::size_t i = 1; i < action.argv.size(); ++i) {
    const std::string& word = action.argv[i].text;
    const bool is_operand =
        std::any_of(action.operands.begin(), action.operands.end(), [&](const Argument& operand) {
          return operand.span == action.argv[i].span && operand.text == word;
        });
    if (!is_operand || word.starts_with("-")) fixed = i + 1;
  }
  return fixed;
}

Obstacle obstacle_of(const Action& action, std::size_t index, const std::vector<Finding>& found) {
  Obstacle obstacle;
  obstacle.action = index;
  obstacle.program = action.program;
  obstacle.shape = shape_of(action);
  for (const Argument& word : action.argv) obstacle.words.push_back(word.text);
  obstacle.fixed = fixed_words(action);
  obstacle.has_subcommand = !action.subcommand.empty();
  for (const Finding& finding : found) obstacle.risk = std::max(obstacle.risk, finding.risk);
  return obstacle;
}

bool concerns_action(const Again& again, const Finding& finding) {
  return finding.action < again.evaluation.analysis.actions.size();
}

bool all_known(const Action& action) {
  return std::all_of(action.argv.begin(), action.argv.end(),
                     [](const Argument& word) { return word.exact() && !word.glob; });
}

}  // namespace

std::vector<Obstacle> escalations(const Again& again) {
  std::vector<Obstacle> all;
  const std::vector<Action>& actions = again.evaluation.analysis.actions;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    const std::vector<Finding> found = against(again, i);
    const bool plain = !actions[i].program.empty() && all_known(actions[i]);
    if (!found.empty() && plain && !is_waived(again, i)) {
      all.push_back(obstacle_of(actions[i], i, found));
    }
  }
  return all;
}

std::optional<std::vector<Obstacle>> obstacles(const Again& again) {
  const policy::Evaluation& evaluation = again.evaluation;
  if (evaluation.verdict.ruling != Ruling::escalate) return std::nullopt;
  if (evaluation.verdict.risk == Risk::critical) return std::nullopt;
  for (const Finding& finding : evaluation.findings) {
    if (finding.ruling == Ruling::allow) continue;
    if (!can_be_lifted(finding) || !concerns_action(again, finding)) return std::nullopt;
  }
  std::vector<Obstacle> all = escalations(again);
  const auto liftable = [&](const Obstacle& obstacle) {
    const Action& action = evaluation.analysis.actions[obstacle.action];
    return rules::is_whole(again.call, evaluation.analysis, action) &&
           obstacle.risk != Risk::critical;
  };
  if (all.empty() || !std::all_of(all.begin(), all.end(), liftable)) return std::nullopt;
  return all;
}

Ruling with_waiver(const Again& again, const rules::CommandWords& words) {
  const policy::Evaluation& evaluation = again.evaluation;
  const std::vector<Action>& actions = evaluation.analysis.actions;
  std::vector<Finding> waivers;
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!words.cover(actions[i].argv, false)) continue;
    if (!rules::is_whole(again.call, evaluation.analysis, actions[i])) continue;
    Finding waiver;
    waiver.ruling = Ruling::allow;
    waiver.risk = Risk::low;
    waiver.waiver = true;
    waiver.action = i;
    waivers.push_back(std::move(waiver));
  }
  if (waivers.empty()) return evaluation.verdict.ruling;
  waivers.insert(waivers.end(), evaluation.findings.begin(), evaluation.findings.end());
  return policy::decide(evaluation.analysis, waivers, *again.policy).ruling;
}

bool speaks_of(const Again& again, const rules::CommandWords& words) {
  const std::vector<Action>& actions = again.evaluation.analysis.actions;
  return std::any_of(actions.begin(), actions.end(),
                     [&](const Action& action) { return words.cover(action.argv, true); });
}

}  // namespace gavel::replay
