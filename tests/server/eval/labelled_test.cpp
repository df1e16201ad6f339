#include "server/eval/labelled.h"

#include <gtest/gtest.h>

namespace gavel::eval {
namespace {

TEST(Labelled, ARowInFull) {
  const auto rows = read_corpus(
      "\n"
      R"({"id":"a","command":"sh x.sh","expect":"deny","why":"bad","kind":"script",)"
      R"("intent":"lint","guidance":"a shop","recent":["ls","!rm -rf x"],"files":{"x.sh":"rm y"}})"
      "\n"
      R"({"tool":"Write","input":{"file_path":"/etc/x","content":"y"},"expect":"approve","cwd":"/w"})"
      "\n",
      "c.jsonl");
  ASSERT_TRUE(rows.ok()) << rows.faults()[0].message();
  ASSERT_EQ(rows->size(), 2u);
  const LabelledCall& one = (*rows)[0];
  EXPECT_EQ(one.id, "a");
  EXPECT_EQ(one.line, 2u);
  EXPECT_EQ(one.call.command, "sh x.sh");
  EXPECT_EQ(one.call.cwd, "/repo");
  EXPECT_EQ(one.call.intent, "lint");
  EXPECT_EQ(one.expected, Opinion::Verdict::deny);
  EXPECT_EQ(one.guidance, "a shop");
  EXPECT_EQ(one.files.at("/repo/x.sh"), "rm y");
  ASSERT_EQ(one.recent.size(), 2u);
  EXPECT_EQ(one.recent[0].answer, gavel::Answer::allow);
  EXPECT_EQ(one.recent[1].command, "rm -rf x");
  EXPECT_EQ(one.recent[1].answer, gavel::Answer::deny);
  const LabelledCall& two = (*rows)[1];
  EXPECT_EQ(two.id, "line 3");
  EXPECT_EQ(two.call.paths, std::vector<std::string>{"/etc/x"});
  EXPECT_EQ(two.call.cwd, "/w");
  EXPECT_EQ(two.expected, Opinion::Verdict::approve);
  EXPECT_NE(one.digest, two.digest);
}

TEST(Labelled, EveryFaultIsReportedWithItsPlace) {
  const auto rows = read_corpus(
      "nonsense\n"
      R"({"command":"ls"})"
      "\n"
      R"({"command":"ls","expect":"allow"})"
      "\n"
      R"({"expect":"deny"})"
      "\n"
      R"({"id":"a","command":"ls","expect":"deny"})"
      "\n"
      R"({"id":"a","command":"id","expect":"deny"})"
      "\n",
      "c.jsonl");
  ASSERT_FALSE(rows.ok());
  const char* const messages[] = {
      "c.jsonl:1: expected a JSON object",
      R"(c.jsonl:2: /expect: expected "approve" or "deny", got "")",
      R"(c.jsonl:3: /expect: expected "approve" or "deny", got "allow")",
      "c.jsonl:4: neither `command` nor `tool`",
      "c.jsonl:6: /id: a stands twice",
  };
  ASSERT_EQ(rows.faults().size(), std::size(messages));
  for (std::size_t i = 0; i < std::size(messages); ++i) {
    EXPECT_EQ(rows.faults()[i].message(), messages[i]);
  }
  EXPECT_FALSE(read_corpus("\n\n", "empty").ok());
}

}  // namespace
}  // namespace gavel::eval
