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
    EXPECT_FALSE(agent.event.empty());
    EXPECT_FALSE(agent.source.empty());
    EXPECT_GT(agent.timeout, 0u);
    EXPECT_NE(agent.replies.deny.find("\"$REASON\""), std::string_view::npos);
    EXPECT_NE(agent.replies.ask.find("\"$REASON\""), std::string_view::npos);
    EXPECT_FALSE(tools_of(agent.name).empty()) << "its tools are described";
    for (const std::string_view place :
         {agent.places.event, agent.places.tool, agent.places.input, agent.places.cwd}) {
      EXPECT_EQ(place.substr(0, 1), "/");
    }
  }
  EXPECT_EQ(find_agent("nobody"), nullptr);
  EXPECT_EQ(find_agent(""), nullptr);
}

}  // namespace
}  // namespace gavel::hooks
