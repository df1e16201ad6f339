#include "server/state/verdicts.h"

#include <fstream>

#include <gtest/gtest.h>

#include "server/state/file.h"
#include "tests/server/sql/folder.h"

namespace gavel::state {
namespace {

using sql::Folder;

std::string found(sql::Database& database, const std::string& key, std::int64_t now_ms) {
  const Result<std::optional<std::string>> text = find_verdict(database, key, now_ms);
  if (!text.ok()) return "fault";
  return text->value_or("none");
}

TEST(Verdicts, AreKeptOverAReopeningUntilTheirTime) {
  const Folder folder;
  {
    Result<sql::Database> database = open(folder / "state.db");
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(keep_verdict(*database, "a", "first", 100, 200).ok());
    ASSERT_TRUE(keep_verdict(*database, "a", "second", 110, 210).ok());
  }
  Result<sql::Database> database = open(folder / "state.db");
  ASSERT_TRUE(database.ok());
  EXPECT_EQ(found(*database, "a", 209), "second");
  EXPECT_EQ(found(*database, "a", 210), "none");
  EXPECT_EQ(found(*database, "b", 0), "none");
}

TEST(Verdicts, AreBoundedTheOldestGoFirst) {
  const Folder folder;
  Result<sql::Database> database = open(folder / "state.db");
  ASSERT_TRUE(database.ok());
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(keep_verdict(*database, std::to_string(i), "t", 0, 1000, 4).ok());
  }
  EXPECT_EQ(*database->number("SELECT count(*) FROM verdicts"), 4);
  EXPECT_EQ(found(*database, "5", 0), "none");
  EXPECT_EQ(found(*database, "6", 0), "t");
  ASSERT_TRUE(keep_verdict(*database, "new", "t", 1000, 2000, 4).ok());
  EXPECT_EQ(*database->number("SELECT count(*) FROM verdicts"), 1) << "the others were past";
}

TEST(Verdicts, ADamagedTableIsAFaultAndNoVerdict) {
  const Folder folder;
  Result<sql::Database> database = open(folder / "state.db");
  ASSERT_TRUE(database.ok());
  ASSERT_TRUE(database->run("DROP TABLE verdicts").ok());
  EXPECT_EQ(found(*database, "a", 0), "fault");
  EXPECT_FALSE(keep_verdict(*database, "a", "t", 0, 1).ok());
  EXPECT_FALSE(database->in_transaction());
}

}  // namespace
}  // namespace gavel::state
