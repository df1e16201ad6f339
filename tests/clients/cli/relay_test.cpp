#include "clients/cli/relay.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

std::string never(const std::string&, const json&) {
  ADD_FAILURE() << "nothing was to be judged";
  return "no";
}

TEST(Relay, WhatIsNoCallPassesUntouched) {
  const char* lines[] = {"", " ", R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})",
                         R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
                         R"({"jsonrpc":"2.0","id":7,"result":{}})"};
  for (const char* line : lines) {
    SCOPED_TRACE(line);
    EXPECT_TRUE(from_client(line, never).forward);
  }
}

TEST(Relay, ACallPassesWhenItIsAllowed) {
  const char* line =
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{"a":1}}})";
  std::string tool;
  json input;
  const auto hear = [&](const std::string& name, const json& arguments) {
    tool = name;
    input = arguments;
    return std::string();
  };
  EXPECT_TRUE(from_client(line, hear).forward);
  EXPECT_EQ(tool, "t");
  EXPECT_EQ(input, json({{"a", 1}}));
  const Passage denied = from_client(line, [](auto&, auto&) { return std::string("because"); });
  EXPECT_FALSE(denied.forward);
  const json reply = json::parse(denied.reply);
  EXPECT_EQ(reply["id"], 1);
  EXPECT_EQ(reply["result"]["isError"], true);
  EXPECT_EQ(reply["result"]["content"][0]["text"], "because");
}

// A server may read a call in what we cannot read, or read the second of two methods.
TEST(Relay, WhatCanBeReadInTwoWaysDoesNotPass) {
  const char* lines[] = {
      "garbage",
      R"({"id":1,"method":"ping","method":"tools/call","params":{"name":"t"}})",
      R"([{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t"}}])",
      R"({"id":1,"method":"tools/call"})",
      R"({"id":1,"method":"tools/call","params":{"name":7}})",
      R"({"id":1,"method":"tools/call","params":{"name":"t","arguments":[]}})",
  };
  for (const char* line : lines) {
    SCOPED_TRACE(line);
    const Passage passage = from_client(line, never);
    EXPECT_FALSE(passage.forward);
    EXPECT_TRUE(json::parse(passage.reply).contains("error"));
  }
}

TEST(Relay, AListOfToolsIsSeen) {
  int seen = 0;
  const auto count = [&](const json& tools) { seen += static_cast<int>(tools.size()); };
  from_server(R"({"id":1,"result":{"tools":[{"name":"a"},{"name":"b"}]}})", count);
  from_server(R"({"id":1,"result":{"content":[]}})", count);
  from_server("garbage", count);
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace gavel::cli
