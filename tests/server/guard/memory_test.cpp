#include "server/guard/memory.h"

#include <gtest/gtest.h>

#include "server/state/file.h"
#include "tests/server/sql/failing_disk.h"
#include "tests/server/sql/folder.h"

namespace gavel::guard {
namespace {

using sql::FailingDisk;
using sql::Folder;

constexpr std::int64_t hour = 3'600'000;
constexpr std::int64_t start = 1'700'000'000'000;

state::Version version(const std::string& folder, const std::string& text,
                       const std::string& identity = "1:2:3") {
  return {folder, "hash of " + text, "judge.json", text, folder, identity, 0};
}

TEST(Memory, WhatIsKeptIsKnownToTheNextProcess) {
  const Folder folder;
  {
    Memory memory(folder / "state.db", [] { return start; });
    ASSERT_TRUE(memory.refresh().ok());
    ASSERT_TRUE(memory.keep("/repo", {version("/repo", "one"), version("/repo", "two")}).ok());
    ASSERT_TRUE(memory.saw_bare("/plain/sub").ok());
    ASSERT_TRUE(memory.set_first_folder("agent\ns", "/repo").ok());
  }
  Memory memory(folder / "state.db", [] { return start; });
  ASSERT_TRUE(memory.refresh().ok());
  EXPECT_EQ(memory.versions("/repo", "").size(), 2u);
  EXPECT_EQ(memory.versions("/renamed", "1:2:3").at(0).folder, "/renamed");
  EXPECT_TRUE(memory.versions("/other", "4:5:6").empty());
  EXPECT_TRUE(memory.was_bare("/plain", ""));
  EXPECT_TRUE(memory.was_bare("/x", "/plain/sub"));
  EXPECT_FALSE(memory.was_bare("/plain/subway", ""));
  EXPECT_EQ(**memory.first_folder("agent\ns"), "/repo");
}

TEST(Memory, GrantsHoldInTheirFolderForTheirTime) {
  const Folder folder;
  std::int64_t now = start;
  Memory memory(folder / "state.db", [&] { return now; });
  ASSERT_TRUE(memory.refresh().ok());
  sql::Database person = state::open(folder / "state.db").value();
  const state::Grant grant = {"g-1", "words", "make x",         "", "/repo", "why",
                              "",    start,   start + 2 * hour, 0};
  ASSERT_TRUE(state::add_grant(person, grant, {}).ok());
  ASSERT_TRUE(*memory.refresh());
  EXPECT_FALSE(*memory.refresh()) << "nothing new";
  EXPECT_EQ(memory.grants("/repo/src", 24).size(), 1u);
  EXPECT_TRUE(memory.grants("/repository", 24).empty());
  EXPECT_TRUE(memory.grants("/repo", 0).empty()) << "the policy lets none last";
  now = start + hour;
  EXPECT_TRUE(memory.grants("/repo", 1).empty());
  EXPECT_EQ(memory.grants("/repo", 2).size(), 1u);
  now = start + 2 * hour;
  EXPECT_TRUE(memory.grants("/repo", 24).empty());
  now = start - 1;
  EXPECT_TRUE(memory.grants("/repo", 24).empty()) << "a clock set back prolongs nothing";
  now = start + 1;
  state::Deed deed;
  deed.text = "gavel grant revoke g-1";
  deed.time_ms = now;
  ASSERT_TRUE(*state::revoke_grant(person, "g-1", deed));
  ASSERT_TRUE(*memory.refresh());
  EXPECT_TRUE(memory.grants("/repo", 24).empty());
  const std::vector<state::Deed> deeds = memory.take_deeds();
  ASSERT_EQ(deeds.size(), 2u);
  EXPECT_EQ(deeds.back().text, deed.text);
  EXPECT_TRUE(memory.take_deeds().empty()) << "handed out once";
  memory.drop_deeds(deeds.back().number);
  EXPECT_TRUE(state::deeds(person)->empty());
}

// Whatever fails on the way, it is said, and nothing that was committed is lost.
TEST(Memory, AFailureOfAnyOperationIsAFaultAndLosesNothing) {
  FailingDisk disk;
  const Folder folder;
  {
    Memory memory(folder / "state.db", [] { return start; });
    ASSERT_TRUE(memory.refresh().ok());
    ASSERT_TRUE(memory.keep("/repo", {version("/repo", "one")}).ok());
  }
  bool finished = false;
  for (int n = 0; n < 400 && !finished; ++n) {
    SCOPED_TRACE(n);
    bool kept = false;
    {
      Memory memory(folder / "state.db", [] { return start; });
      disk.fail_at(n);
      const bool read = memory.refresh().ok();
      if (read) {
        EXPECT_FALSE(memory.versions("/repo", "").empty()) << "half of it taken for the whole";
        kept = memory.keep("/second", {version("/second", std::to_string(n), "9:9:9")}).ok();
      }
      finished = !disk.failed();
      disk.fail_at(-1);
      EXPECT_TRUE(!finished || (read && kept));
    }
    Memory after(folder / "state.db", [] { return start; });
    ASSERT_TRUE(after.refresh().ok());
    EXPECT_EQ(after.versions("/repo", "").at(0).text, "one");
    if (!kept) continue;
    EXPECT_EQ(after.versions("/second", "").at(0).text, std::to_string(n));
  }
  EXPECT_TRUE(finished) << "every operation was made to fail once";
}

}  // namespace
}  // namespace gavel::guard
