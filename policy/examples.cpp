#include "policy/examples.h"

#include <algorithm>
#include <string>
#include <vector>

#include "policy/decide.h"
#include "rules/analyse.h"
#include "rules/examples.h"
#include "rules/match.h"

namespace gavel::policy {
namespace {

using rules::Example;
using rules::Rule;
using rules::Ruleset;

bool says(const std::vector<Finding>& findings, const Rule& rule) {
  return std::any_of(findings.begin(), findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule.id; });
}

// "a waiver covers an action only whole": the usual surprise deserves a word.
std::string hint(const Rule& rule, bool caught) {
  if (!caught || rule.ruling != Ruling::allow) return "";
  return "an allow rule must cover the whole of an action, with every word and redirection";
}

std::string shown(const Example& example) {
  return example.call.command.empty() ? example.call.tool : example.call.command;
}

// What these rules beside the shipped ones make of it.
std::string ruled_instead(const std::shared_ptr<const rules::RuleTable>& table,
                          const Example& example) {
  Ruleset all;
  all.add(rules::shipped_rules());
  all.add(table);
  const std::vector<Finding> findings = rules::judge_example(all, example);
  const auto first =
      std::max_element(findings.begin(), findings.end(),
                       [](const Finding& a, const Finding& b) { return a.ruling < b.ruling; });
  if (first == findings.end()) return "no rule speaks of it";
  return std::string(name_of(first->ruling)) + " by " + first->rule + " (" + first->layer + ")";
}

}  // namespace

Faults check_examples(const std::shared_ptr<const rules::RuleTable>& table) {
  Ruleset own;
  own.add(table);
  Faults faults;
  const auto check = [&](const Rule& rule, const std::vector<Example>& examples, bool caught) {
    for (const Example& example : examples) {
      if (says(rules::judge_example(own, example), rule) == caught) continue;
      const std::string instead = caught ? "; ruled instead: " + ruled_instead(table, example) : "";
      faults.push_back(
          {FaultKind::conflict, example.place,
           "the rule " + rule.id +
               (caught ? " does not catch its example \"" : " catches an example that passes: \"") +
               shown(example) + "\"" + instead,
           hint(rule, caught)});
    }
  };
  for (const Rule* rule : own.rules()) {
    check(*rule, rule->catches, true);
    check(*rule, rule->passes, false);
  }
  return faults;
}

}  // namespace gavel::policy
