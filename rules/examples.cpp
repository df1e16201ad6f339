#include "rules/examples.h"

#include <algorithm>

#include "rules/analyse.h"
#include "rules/match.h"

namespace gavel::rules {
namespace {

class ExampleFacts : public NoFacts {
 public:
  std::optional<std::string> real_path(std::string_view path) override { return std::string(path); }
  std::optional<std::string> repo_root(std::string_view folder) override {
    if (folder == "/repo" || folder.starts_with("/repo/")) return "/repo";
    return std::nullopt;
  }
  std::optional<bool> git_ignored(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_clean(std::string_view, std::string_view) override { return false; }
  std::optional<bool> git_merged(std::string_view, std::string_view) override { return false; }
  std::optional<std::string> git_branch(std::string_view) override { return "work"; }
};

bool says(const Ruleset& ruleset, const Rule& rule, const Example& example) {
  const std::vector<Finding> findings = judge_example(ruleset, example);
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.rule == rule.id && finding.layer == rule.layer;
  });
}

void check(const Ruleset& ruleset, const Rule& rule, const std::vector<Example>& examples,
           bool caught, Faults& faults) {
  for (const Example& example : examples) {
    if (says(ruleset, rule, example) == caught) continue;
    const std::string shown =
        example.call.command.empty() ? example.call.tool : example.call.command;
    faults.push_back(
        {FaultKind::conflict, example.place,
         "the rule " + rule.id +
             (caught ? " does not catch its example \"" : " catches an example that passes: \"") +
             shown + "\"",
         ""});
  }
}

}  // namespace

Inputs example_inputs() {
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/dev";
  inputs.gavel_paths = {"/home/dev/.local/state/gavel",
                        "/home/dev/.config/gavel",
                        "/home/dev/.local/bin/gavel",
                        "/home/dev/.local/bin/gavel-hook",
                        "/run/user/1000/gavel.sock",
                        "/repo/judge.json",
                        "/etc/gavel"};
  return inputs;
}

std::vector<Finding> judge_example(const Ruleset& ruleset, const Example& example) {
  Inputs inputs = example_inputs();
  inputs.fetched_files = example.fetched;
  inputs.written_files = example.written;
  ExampleFacts facts;
  const Analysis analysis = analyse(example.call, inputs, facts);
  return match(ruleset, example.call, analysis);
}

Faults check_examples(const Ruleset& ruleset) {
  Faults faults;
  for (const Rule* rule : ruleset.rules()) {
    check(ruleset, *rule, rule->catches, true, faults);
    check(ruleset, *rule, rule->passes, false, faults);
  }
  return faults;
}

}  // namespace gavel::rules
