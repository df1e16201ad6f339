#include "server/wire/encode.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::wire {
namespace {

using nlohmann::json;

TEST(Encode, ADefaultDecisionDenies) {
  const json value = json::parse(encode_decision(Call(), Decision()));
  EXPECT_EQ(value["answer"], "deny");
  EXPECT_EQ(value["ruling"], "deny");
  EXPECT_EQ(value["risk"], "critical");
  EXPECT_FALSE(value["message"].get<std::string>().empty());
  EXPECT_FALSE(value.contains("opinion"));
  EXPECT_FALSE(value.contains("call"));
}

TEST(Encode, SaysWhatWasDecidedAndWhy) {
  Call call;
  call.id = "toolu_1";
  Decision decision;
  decision.id = "0190";
  decision.answer = Answer::allow;
  decision.why = Class::judge;
  decision.ruling = Ruling::escalate;
  decision.risk = Risk::medium;
  decision.rule = "git.push-force";
  decision.reason = "a \"quoted\" reason\xff";
  decision.opinion = Opinion();
  decision.opinion->verdict = Opinion::Verdict::approve;
  decision.opinion->model = "builtin";
  decision.would = Answer::deny;
  const json value = json::parse(encode_decision(call, decision));
  EXPECT_EQ(value["id"], "0190");
  EXPECT_EQ(value["call"], "toolu_1");
  EXPECT_EQ(value["answer"], "allow");
  EXPECT_EQ(value["class"], "judge");
  EXPECT_EQ(value["ruling"], "escalate");
  EXPECT_EQ(value["rule"], "git.push-force");
  EXPECT_EQ(value["would"], "deny");
  EXPECT_EQ(value["opinion"]["verdict"], "approve");
  EXPECT_EQ(value["opinion"]["model"], "builtin");
}

TEST(Encode, TheFirstFaultLeadsAndAllAreThere) {
  const Fault one{FaultKind::missing, "body: /cwd", "expected text", "give one"};
  const Fault two{FaultKind::type, "body: /id", "expected text", ""};
  const json alone = json::parse(encode_faults({one}));
  EXPECT_EQ(alone,
            (json{{"error", "expected text"}, {"where", "body: /cwd"}, {"help", "give one"}}));
  const json both = json::parse(encode_faults({one, two}));
  EXPECT_EQ(both["where"], "body: /cwd");
  ASSERT_EQ(both["faults"].size(), 2u);
  EXPECT_EQ(both["faults"][1]["where"], "body: /id");
}

}  // namespace
}  // namespace gavel::wire
