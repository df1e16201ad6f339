#include "clients/cli/rows.h"

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

TEST(CallOfRow, TakesACommand) {
  const Result<Call> call = call_of_row(R"({"id":"7","command":"ls","cwd":"/r","label":1})", "/x");
  ASSERT_TRUE(call.ok()) << call.faults()[0].message();
  EXPECT_EQ(call->id, "7");
  EXPECT_EQ(call->kind, ToolKind::shell);
  EXPECT_EQ(call->command, "ls");
  EXPECT_EQ(call->cwd, "/r");
}

TEST(CallOfRow, TakesAToolWithItsInput) {
  const Result<Call> call =
      call_of_row(R"({"tool":"Write","input":{"file_path":"/r/a","content":"x"}})", "/r");
  ASSERT_TRUE(call.ok()) << call.faults()[0].message();
  EXPECT_EQ(call->kind, ToolKind::write);
  EXPECT_EQ(call->paths, std::vector<std::string>{"/r/a"});
  EXPECT_EQ(call->cwd, "/r");
}

TEST(CallOfRow, SaysWhatIsWrong) {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"not json", "row: not JSON"},
      {"[1]", "row: expected an object"},
      {"{}", "row: neither `command` nor `tool`"},
      {R"({"command":1})", "row: /command: expected a string"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.line);
    const Result<Call> call = call_of_row(row.line, "/r");
    ASSERT_FALSE(call.ok());
    EXPECT_EQ(call.faults()[0].message().rfind(row.message, 0), 0u) << call.faults()[0].message();
  }
}

}  // namespace
}  // namespace gavel::cli
