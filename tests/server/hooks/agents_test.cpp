#include "server/hooks/agents.h"

#include <set>

#include <gtest/gtest.h>

#include "server/hooks/tools.h"

namespace gavel::hooks {
namespace {

TEST(Agents, EachRowIsWholeAndFoundByItsName) {
  std::set<std::string_view> names;
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    EXPECT_TRUE(names.insert(agent.name).second);
    EXPECT_EQ(find_agent(agent.name), &agent);
    EXPECT_FALSE(agent.title.empty());
    EXPECT_FALSE(agent.source.empty());
    ASSERT_FALSE(agent.forms.empty());
    EXPECT_FALSE(tools_of(agent.name).empty()) << "its tools are described";
    for (const Form& form : agent.forms) {
      EXPECT_FALSE(agent.event.empty());
      EXPECT_TRUE(!form.event.empty() || agent.forms.size() == 1) << "only calls may name no event";
      EXPECT_FALSE(form.places.tool.empty() && form.tool.empty());
      EXPECT_FALSE(form.places.input.empty());
      EXPECT_EQ(form.places.cwd.substr(0, 1), "/");
    }
    for (const std::string_view denial : {agent.replies.deny, agent.replies.ask}) {
      const bool plain = agent.replies.deny_exit != 0;
      EXPECT_NE(denial.find(plain ? "$TEXT" : "\"$REASON\""), std::string_view::npos);
    }
  }
  EXPECT_EQ(find_agent("nobody"), nullptr);
  EXPECT_EQ(find_agent(""), nullptr);
}

// Most agents let the call through when a hook is late.
TEST(Agents, TheHookAnswersWellBeforeTheAgentGivesUp) {
  for (const Agent& agent : agents()) {
    SCOPED_TRACE(agent.name);
    EXPECT_LE(deadline_ms(agent), agent.timeout_s * 700);
    EXPECT_GE(deadline_ms(agent), 10'000u) << "a judge needs its time";
  }
}

}  // namespace
}  // namespace gavel::hooks
