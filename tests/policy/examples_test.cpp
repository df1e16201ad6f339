#include "policy/examples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/load.h"

namespace gavel::policy {
namespace {

using ::testing::ElementsAreArray;
using Texts = std::vector<std::string>;

Texts messages(const std::string& rules) {
  const Result<Layer> layer = load(
      {LayerKind::repository, "judge.json", "{\"rules\": {\n" + rules + "\n}}", "/repo", false});
  Texts lines;
  if (layer.ok()) return lines;
  for (const Fault& fault : layer.faults()) lines.push_back(fault.message());
  return lines;
}

TEST(Examples, SayWhatWasRuledInstead) {
  struct Row {
    const char* rules;
    Texts messages;
  };
  const Row rows[] = {
      {R"("deny": [{"id": "d", "command": "make deploy *", "reason": "No.",
          "examples": {"catches": ["make deploy", "cd x && make deploy now"], "passes": ["make"]}}])",
       {}},
      {R"("deny": [{"id": "d", "command": "make deploy", "reason": "No.",
"examples": {"catches": ["make deploy-all"]}}])",
       {"judge.json:3:26: the rule d does not catch its example \"make deploy-all\"; ruled "
        "instead: no rule speaks of it"}},
      {R"("deny": [{"id": "d", "command": "git push", "reason": "No.",
"examples": {"catches": ["git push --force"], "passes": ["git push"]}}])",
       {"judge.json:3:26: the rule d does not catch its example \"git push --force\"; ruled "
        "instead: escalate by git.push-force (pack git)",
        "judge.json:3:58: the rule d catches an example that passes: \"git push\""}},
      {R"("allow": [{"id": "a", "command": "make deploy-dry", "reason": "prints only",
"examples": {"catches": ["make deploy-dry", "make deploy-dry > /etc/motd"]}}])",
       {"judge.json:3:45: the rule a does not catch its example \"make deploy-dry > /etc/motd\"; "
        "ruled instead: escalate by core.write-outside (pack core) (an allow rule must cover the "
        "whole of an action, with every word and redirection)"}},
      {R"("deny": [{"id": "w", "match": {"tool": "Write", "effect": {"kind": "write", "target": "*/prod.env"}},
"reason": "No.", "examples": {"catches": [{"tool": "Write", "kind": "write", "path": "conf/prod.env"}],
"passes": [{"tool": "Write", "kind": "write", "path": "conf/dev.env"}]}}])",
       {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.rules);
    EXPECT_THAT(messages(row.rules), ElementsAreArray(row.messages));
  }
}

}  // namespace
}  // namespace gavel::policy
