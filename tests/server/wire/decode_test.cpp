#include "server/wire/decode.h"

#include <gtest/gtest.h>

namespace gavel::wire {
namespace {

TEST(Decode, ACommandOrAnInput) {
  const auto command = decode_judge(
      R"({"id":"7","agent":"codex","session":"s","command":"ls","cwd":"/r//a/","intent":"look",)"
      R"("deadline_ms":2000})");
  ASSERT_TRUE(command.ok()) << command.faults()[0].message();
  EXPECT_EQ(command->id, "7");
  EXPECT_EQ(command->agent, "codex");
  EXPECT_EQ(command->session, "s");
  EXPECT_EQ(command->tool, "Bash");
  EXPECT_EQ(command->input.dump(), R"({"command":"ls"})");
  EXPECT_EQ(command->cwd, "/r/a");
  EXPECT_EQ(command->intent, "look");
  EXPECT_EQ(command->deadline_ms, 2000u);

  const auto input =
      decode_judge(R"({"tool":"Read","input":{"file_path":"/etc/hosts"},"cwd":"/"})");
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(input->tool, "Read");
  EXPECT_EQ(input->input.dump(), R"({"file_path":"/etc/hosts"})");
  EXPECT_EQ(input->cwd, "/");
  EXPECT_FALSE(input->deadline_ms.has_value());

  const auto named = decode_judge(R"({"tool":"shell","command":"ls","cwd":"/r"})");
  ASSERT_TRUE(named.ok());
  EXPECT_EQ(named->tool, "shell");
}

struct Row {
  const char* name;
  const char* body;
  FaultKind kind;
  const char* where;
};

TEST(Decode, EachDefectIsNamedAndPlaced) {
  const Row rows[] = {
      {"a list", "[]", FaultKind::type, "body"},
      {"nothing said", "{}", FaultKind::missing, "body: /cwd"},
      {"no cwd", R"({"command":"ls"})", FaultKind::missing, "body: /cwd"},
      {"relative cwd", R"({"command":"ls","cwd":"src"})", FaultKind::range, "body: /cwd"},
      {"empty cwd", R"({"command":"ls","cwd":""})", FaultKind::range, "body: /cwd"},
      {"cwd with dots", R"({"command":"ls","cwd":"/a/../b"})", FaultKind::range, "body: /cwd"},
      {"cwd is a number", R"({"command":"ls","cwd":7})", FaultKind::type, "body: /cwd"},
      {"command is a list", R"({"command":["ls"],"cwd":"/"})", FaultKind::type, "body: /command"},
      {"command is null", R"({"command":null,"cwd":"/"})", FaultKind::type, "body: /command"},
      {"both", R"({"command":"ls","input":{},"tool":"Bash","cwd":"/"})", FaultKind::conflict,
       "body: /command"},
      {"input without tool", R"({"input":{},"cwd":"/"})", FaultKind::missing, "body: /tool"},
      {"input is text", R"({"tool":"Bash","input":"ls","cwd":"/"})", FaultKind::type,
       "body: /input"},
      {"neither", R"({"tool":"Bash","cwd":"/"})", FaultKind::missing, "body"},
      {"tool is a number", R"({"tool":1,"input":{},"cwd":"/"})", FaultKind::type, "body: /tool"},
      {"misspelt key", R"({"comand":"ls","command":"ls","cwd":"/"})", FaultKind::unknown_key,
       "body: /comand"},
      {"deadline 0", R"({"command":"ls","cwd":"/","deadline_ms":0})", FaultKind::range,
       "body: /deadline_ms"},
      {"deadline negative", R"({"command":"ls","cwd":"/","deadline_ms":-5})", FaultKind::range,
       "body: /deadline_ms"},
      {"deadline text", R"({"command":"ls","cwd":"/","deadline_ms":"1s"})", FaultKind::range,
       "body: /deadline_ms"},
      {"deadline of hours", R"({"command":"ls","cwd":"/","deadline_ms":3600001})", FaultKind::range,
       "body: /deadline_ms"},
      {"key twice", R"({"command":"ls","command":"rm","cwd":"/"})", FaultKind::duplicate_key,
       "body"},
      {"NUL", R"({"command":"ls\u0000","cwd":"/"})", FaultKind::range, "body"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const auto request = decode_judge(row.body);
    ASSERT_FALSE(request.ok());
    EXPECT_EQ(request.faults()[0].kind, row.kind) << request.faults()[0].message();
    EXPECT_EQ(request.faults()[0].where, row.where) << request.faults()[0].message();
    EXPECT_FALSE(request.faults()[0].what.empty());
  }
}

TEST(Decode, AllDefectsAreReportedAtOnce) {
  const auto request = decode_judge(R"({"x":1,"id":2,"cwd":3,"deadline_ms":0})");
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.faults().size(), 5u) << "x, id, cwd, no command, deadline_ms";
}

TEST(Decode, LongTextsAreRefused) {
  const std::string folder = "/" + std::string(5000, 'a');
  EXPECT_FALSE(decode_folder(folder, "cwd").ok());
  const auto request =
      decode_judge(R"({"command":"ls","cwd":"/","session":")" + std::string(2000, 's') + "\"}");
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.faults()[0].kind, FaultKind::limit);
}

}  // namespace
}  // namespace gavel::wire
