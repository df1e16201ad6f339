#include "clients/hook/input.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace gavel::hook {
namespace {

struct Row {
  const char* json;
  const char* cwd;  // null: not found
};

TEST(FindCwd, TakesTheTopLevelMemberOnly) {
  const Row rows[] = {
      {R"({"cwd":"/a"})", "/a"},
      {R"( { "x" : 1 , "cwd" : "/a b" } )", "/a b"},
      {R"({"x":{"cwd":"/no"},"cwd":"/yes"})", "/yes"},
      {R"({"x":[{"cwd":"/no"},"]"],"cwd":"/yes"})", "/yes"},
      {R"({"x":"\"cwd\":\"/no\"","cwd":"/yes"})", "/yes"},
      {R"({"x":"{","cwd":"/yes"})", "/yes"},
      {R"({"a":true,"b":null,"c":-1.5e3,"cwd":"/yes"})", "/yes"},
      {R"({"cwd":"\/a\u002fb\u00e9\ud83d\ude00"})", "/a/b\u00e9\U0001F600"},
      {R"({"cwd":"/a","cwd":"/b"})", "/a"},
      {R"({"cwd":"relative"})", nullptr},
      {R"({"cwd":""})", nullptr},
      {R"({"cwd":7})", nullptr},
      {R"({"cwd":"/a\u0000b"})", nullptr},
      {R"({"cwd":"/a\ud83d"})", nullptr},
      {R"({"cwd":"/a)", nullptr},
      {R"(["cwd","/a"])", nullptr},
      {R"({"x":{"cwd":"/no"}})", nullptr},
      {R"({"x":}})", nullptr},
      {"", nullptr},
      {"not json", nullptr},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.json);
    Path cwd;
    const bool found = find_cwd(row.json, cwd);
    EXPECT_EQ(found, row.cwd != nullptr);
    if (found && row.cwd != nullptr) {
      EXPECT_STREQ(cwd.c_str(), row.cwd);
    }
  }
}

TEST(FindCwd, RefusesAPathThatDoesNotFit) {
  const std::string json = "{\"cwd\":\"/" + std::string(path_capacity, 'a') + "\"}";
  Path cwd;
  EXPECT_FALSE(find_cwd(View(json.data(), json.size()), cwd));
}

TEST(FindCwd, NestingCostsNoStack) {
  const std::string json =
      "{\"x\":" + std::string(500'000, '[') + std::string(500'000, ']') + ",\"cwd\":\"/deep\"}";
  Path cwd;
  EXPECT_TRUE(find_cwd(View(json.data(), json.size()), cwd));
}

TEST(ReadInput, SaysWhenThereIsTooMuch) {
  const int file = memfd_create("input", 0);
  ASSERT_EQ(ftruncate(file, static_cast<off_t>(input_capacity + 1)), 0);
  auto input = std::make_unique<Input>();
  EXPECT_EQ(read_input(file, *input, Deadline(60'000)), ReadResult::too_large);
  close(file);
}

TEST(ReadInput, ReadsToTheEnd) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string block(4096, 'x');
  auto input = std::make_unique<Input>();
  ASSERT_EQ(write(ends[1], block.data(), block.size()), 4096);
  close(ends[1]);
  EXPECT_EQ(read_input(ends[0], *input, Deadline(60'000)), ReadResult::ok);
  EXPECT_EQ(input->size(), 4096u);
  close(ends[0]);
}

TEST(ReadInput, GivesUpAtItsDeadline) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  auto input = std::make_unique<Input>();
  EXPECT_EQ(read_input(ends[0], *input, Deadline(0)), ReadResult::too_late);
  close(ends[0]);
  close(ends[1]);
}

TEST(FindReason, TakesTheTopLevelMemberOnly) {
  const struct {
    const char* json;
    const char* reason;  // null: not found
  } rows[] = {
      {R"({"decision":"deny","reason":"a \"b\"\nc\u00e9"})", "a \"b\"\nc\u00e9"},
      {R"({"x":{"reason":"no"},"reason":"yes"})", "yes"},
      {R"({"decision":"allow"})", nullptr},
      {R"({"reason":7})", nullptr},
      {R"({"reason":"cut)", nullptr},
      {R"(["reason","x"])", nullptr},
      {"", nullptr},
  };
  const auto reason = std::make_unique<Reason>();
  for (const auto& row : rows) {
    SCOPED_TRACE(row.json);
    ASSERT_EQ(find_reason(row.json, *reason), row.reason != nullptr);
    if (row.reason == nullptr) continue;
    EXPECT_STREQ(reason->c_str(), row.reason);
  }
  const std::string huge = "{\"reason\":\"" + std::string(70000, 'x') + "\"}";
  EXPECT_FALSE(find_reason(View(huge.data(), huge.size()), *reason)) << "a cut one is none";
}

}  // namespace
}  // namespace gavel::hook
