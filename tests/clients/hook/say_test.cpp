#include "clients/hook/say.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/hooks/adapter.h"

namespace gavel::hook {
namespace {

std::string denial(const Agent& agent, const std::string& reason) {
  auto message = std::make_unique<Message>();
  fill_denial(agent, View(reason.data(), reason.size()), *message);
  EXPECT_TRUE(message->fits());
  return message->c_str();
}

// The client has no JSON library; the gateway has. What they print must be the same.
TEST(Say, DeniesInTheVeryWordsOfTheGateway) {
  const std::string reasons[] = {"no gateway listens on its socket", "a \"b\" \\ c\n\ttab \x01 ü",
                                 "$REASON and $TEXT"};
  std::size_t rows = 0;
  for (const Agent* agent = next_agent(nullptr); agent != nullptr; agent = next_agent(agent)) {
    SCOPED_TRACE(agent->name);
    ++rows;
    const hooks::Agent* row = hooks::find_agent(agent->name);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(find_agent(agent->name), agent);
    EXPECT_EQ(agent->deadline_ms, static_cast<long>(hooks::deadline_ms(*row)));
    for (const std::string& reason : reasons) {
      const hooks::Said said = hooks::say(*row, Answer::deny, reason);
      EXPECT_EQ(said.exit_code, agent->deny_exit);
      if (said.exit_code != 0) {
        EXPECT_EQ(denial(*agent, reason), said.body);
      } else {
        using nlohmann::json;
        EXPECT_EQ(json::parse(denial(*agent, reason)), json::parse(said.body));
      }
    }
    const hooks::Said nothing = hooks::say(*row, Answer::abstain, "");
    const std::string abstain = agent->abstain;
    EXPECT_EQ(abstain.empty() ? "" : abstain + "\n", nothing.body);
  }
  EXPECT_EQ(rows, hooks::agents().size());
  EXPECT_EQ(find_agent("nobody"), nullptr);
}

// A web server that stands on the socket by mistake answers 200 as well.
TEST(Say, OnlyRepliesOfTheGatewayArePassedOn) {
  for (const Agent* agent = next_agent(nullptr); agent != nullptr; agent = next_agent(agent)) {
    SCOPED_TRACE(agent->name);
    const hooks::Agent& row = *hooks::find_agent(agent->name);
    for (const Answer answer : {Answer::allow, Answer::deny, Answer::ask, Answer::abstain}) {
      const hooks::Said said = hooks::say(row, answer, "because \"so\"\n$REASON");
      const View body(said.body.data(), said.body.size());
      EXPECT_TRUE(is_reply(*agent, body, said.exit_code)) << said.body;
      if (said.body.empty()) continue;
      EXPECT_FALSE(is_reply(*agent, View(body.data, body.size - 1), said.exit_code));
      EXPECT_FALSE(is_reply(*agent, body, said.exit_code == 0 ? 2 : 0)) << said.body;
    }
    for (const char* other : {"hello\n", "{}\n", "{}", "<html>\n", "\n", "null\n"}) {
      EXPECT_FALSE(is_reply(*agent, other, 0)) << other;
    }
    EXPECT_EQ(is_reply(*agent, "", 0), *agent->abstain == 0);
  }
}

}  // namespace
}  // namespace gavel::hook
