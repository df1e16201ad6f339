#include "server/judge/protocol.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::judge {
namespace {

using nlohmann::json;
using policy::Provider;

json encoded(Provider provider, Extras extras) {
  return json::parse(protocol_of(provider)->encode({"m1", "the prefix", "the call", extras}));
}

TEST(Protocol, OnlyModelsAreAskedOverHttp) {
  EXPECT_NE(protocol_of(Provider::openai), nullptr);
  EXPECT_NE(protocol_of(Provider::anthropic), nullptr);
  EXPECT_EQ(protocol_of(Provider::builtin), nullptr);
  EXPECT_EQ(protocol_of(Provider::none), nullptr);
}

TEST(Protocol, OpenaiRequest) {
  const json body = encoded(Provider::openai, Extras::all);
  EXPECT_EQ(body["model"], "m1");
  EXPECT_EQ(body["messages"][0], json({{"role", "system"}, {"content", "the prefix"}}));
  EXPECT_EQ(body["messages"][1], json({{"role", "user"}, {"content", "the call"}}));
  EXPECT_EQ(body["temperature"], 0);
  EXPECT_EQ(body["stream"], true);
  const json& schema = body["response_format"]["json_schema"];
  EXPECT_EQ(schema["strict"], true);
  EXPECT_EQ(schema["schema"]["required"], json({"verdict", "reason"}));
  EXPECT_EQ(schema["schema"]["additionalProperties"], false);
  EXPECT_FALSE(body.contains("tools"));
  const json plain = encoded(Provider::openai, Extras::none);
  EXPECT_EQ(plain.size(), 2u) << plain;
  EXPECT_EQ(plain["messages"], body["messages"]);
}

TEST(Protocol, AnthropicRequest) {
  const json body = encoded(Provider::anthropic, Extras::all);
  EXPECT_EQ(body["system"][0]["text"], "the prefix");
  EXPECT_EQ(body["system"][0]["cache_control"]["type"], "ephemeral");
  EXPECT_EQ(body["messages"], json::array({{{"role", "user"}, {"content", "the call"}}}));
  EXPECT_TRUE(body.contains("max_tokens"));
  EXPECT_EQ(encoded(Provider::anthropic, Extras::none)["system"][0].size(), 2u);
  const auto headers = protocol_of(Provider::anthropic)->headers();
  ASSERT_EQ(headers.size(), 1u);
  EXPECT_EQ(headers[0].first, "anthropic-version");
}

struct Row {
  Provider provider;
  const char* body;
  const char* text;
  bool complete;
  const char* error;
  std::uint64_t tokens_in;
  std::uint64_t tokens_out;
};

TEST(Protocol, WholeReplies) {
  const Row rows[] = {
      {Provider::openai,
       R"({"choices":[{"message":{"content":"DENY: x"},"finish_reason":"stop"}],
           "usage":{"prompt_tokens":9,"completion_tokens":4}})",
       "DENY: x", true, "", 9, 4},
      {Provider::openai,
       R"({"choices":[{"message":{"content":"DENY: x","reasoning_content":"APPROVE: y"},
           "finish_reason":"stop"}]})",
       "DENY: x", true, "", 0, 0},
      {Provider::openai,
       R"({"choices":[{"message":{"content":"DENY: x","reasoning":"APPROVE: y","thinking":"z"},
           "finish_reason":"eos_token"}]})",
       "DENY: x", true, "", 0, 0},
      {Provider::openai,
       R"({"choices":[{"message":{"content":[{"type":"thinking","text":"APPROVE: y"},
           {"type":"text","text":"DENY: "},{"type":"text","text":"x"},7,{"type":"text"}]},
           "finish_reason":"stop"}]})",
       "DENY: x", true, "", 0, 0},
      {Provider::openai,
       R"({"choices":[{"message":{"content":"x"},"finish_reason":"content_filter"}]})", "x", false,
       "", 0, 0},
      {Provider::openai, R"({"choices":[{"message":{"content":"DE"},"finish_reason":"length"}]})",
       "DE", false, "", 0, 0},
      {Provider::openai,
       R"({"choices":[{"message":{"content":null,"tool_calls":[]},"finish_reason":"tool_calls"}]})",
       "", false, "", 0, 0},
      {Provider::openai, R"({"choices":[{"message":{"content":"x"}}]})", "x", false, "", 0, 0},
      {Provider::openai, R"({"choices":[{"message":{"content":"a"}},{"message":{"content":"b"}}]})",
       "", false, "several choices", 0, 0},
      {Provider::openai, R"({"choices":[]})", "", false, "no choice in the reply", 0, 0},
      {Provider::openai, R"({"choices":[7]})", "", false, "", 0, 0},
      {Provider::openai, R"({"error":{"message":"over\nloaded"}})", "", false, "over loaded", 0, 0},
      {Provider::openai, R"({"error":"model not found"})", "", false, "model not found", 0, 0},
      {Provider::openai, "<html>", "", false, "the body is not a JSON object", 0, 0},
      {Provider::openai, "[]", "", false, "the body is not a JSON object", 0, 0},
      {Provider::openai,
       R"({"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],
           "usage":{"prompt_tokens":-1,"completion_tokens":"4"}})",
       "x", true, "", 0, 0},
      {Provider::anthropic,
       R"({"content":[{"type":"thinking","thinking":"APPROVE: y"},{"type":"text","text":"DENY: x"}],
           "stop_reason":"end_turn","usage":{"input_tokens":3,"cache_read_input_tokens":100,
           "cache_creation_input_tokens":10,"output_tokens":5}})",
       "DENY: x", true, "", 113, 5},
      {Provider::anthropic,
       R"({"content":[{"type":"text","text":"DENY"}],"stop_reason":"max_tokens"})", "DENY", false,
       "", 0, 0},
      {Provider::anthropic, R"({"type":"error","error":{"message":"overloaded"}})", "", false,
       "overloaded", 0, 0},
      {Provider::anthropic, R"({"content":"text"})", "", false, "no content in the reply", 0, 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.body);
    const Completion got = decode_whole(*protocol_of(row.provider), row.body);
    EXPECT_EQ(got.text, row.text);
    EXPECT_EQ(got.complete, row.complete);
    EXPECT_EQ(got.error, row.error);
    EXPECT_EQ(got.tokens_in, row.tokens_in);
    EXPECT_EQ(got.tokens_out, row.tokens_out);
  }
}

}  // namespace
}  // namespace gavel::judge
