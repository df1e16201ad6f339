#include "server/replay/turn.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::replay {
namespace {

std::string shown(const Tally& tally) {
  std::string text;
  for (const Group& group : tally.groups) {
    text += std::string(name_of(group.turn)) + " " + group.rule + " " +
            std::to_string(group.calls) + ":";
    for (const Example& one : group.examples) text += " " + one.id;
    text += "\n";
  }
  return text;
}

TEST(ReplayTurn, ChangesAreCountedByTheRuleThatMadeThem) {
  Tally tally;
  tally.add(Ruling::allow, "", Ruling::allow, "", {"1", "ls", ""});
  tally.add(Ruling::allow, "", Ruling::deny, "repo.prod", {"2", "psql prod", "production"});
  tally.add(Ruling::escalate, "core.x", Ruling::deny, "repo.prod", {"3", "psql prod -c x", ""});
  tally.add(Ruling::escalate, "git.force", Ruling::allow, "", {"4", "git push -f", ""});
  tally.add(Ruling::allow, "", Ruling::escalate, "core.y", {"5", "y", ""});
  tally.sort();
  EXPECT_EQ(tally.calls, 5);
  EXPECT_EQ(tally.same, 1);
  EXPECT_EQ(shown(tally),
            "newly denied repo.prod 2: 2 3\n"
            "newly escalated core.y 1: 5\n"
            "newly allowed git.force 1: 4\n");
  EXPECT_EQ(tally.of(Turn::newly_denied), 2);
}

TEST(ReplayTurn, ExamplesAreFewAndEachOfAnotherCommand) {
  Tally tally;
  for (int n = 0; n < 10; ++n) {
    tally.add(Ruling::allow, "", Ruling::deny, "r",
              {std::to_string(n), n < 5 ? "same" : "other " + std::to_string(n), ""});
  }
  EXPECT_EQ(shown(tally), "newly denied r 10: 0 5 6\n");
}

}  // namespace
}  // namespace gavel::replay
