#include "rules/closed.h"

#include <string>

#include <gtest/gtest.h>

#include "rules/table.h"

namespace gavel::rules {
namespace {

Rule rule(const std::string& id) {
  Rule made;
  made.id = id;
  made.pack = "core";
  made.reason = "R.";
  made.match.programs = {"x"};
  return made;
}

std::string ids(const std::shared_ptr<const RuleTable>& table) {
  Ruleset ruleset;
  ruleset.add(table, {});  // a policy that selects no pack
  std::string text;
  for (const Rule* one : ruleset.rules()) text += one->id + " ";
  return text;
}

TEST(Closed, FaultsInKnowledgeOrRulesDenyEverythingWhateverAPolicySelects) {
  const Faults fault = {{FaultKind::syntax, "coreutils.json:3:1", "expected a value", ""}};
  EXPECT_EQ(ids(open_or_closed({rule("a")}, fault)), "rule.fault ");
  EXPECT_EQ(ids(open_or_closed({rule("a"), rule("a")}, {})), "rule.fault ");
  const auto open = open_or_closed({rule("a")}, {});
  EXPECT_EQ(open->rules().front().rule.id, "a");
  const auto table = open_or_closed({}, fault);
  const Rule& closed = table->rules().front().rule;
  EXPECT_EQ(closed.ruling, Ruling::deny);
  EXPECT_EQ(closed.risk, Risk::critical);
}

}  // namespace
}  // namespace gavel::rules
