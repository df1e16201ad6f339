#include "server/sql/migrate.h"

#include <gtest/gtest.h>

#include "server/sql/place.h"
#include "tests/server/sql/folder.h"

namespace gavel::sql {
namespace {

constexpr const char* one[] = {"CREATE TABLE a(x)"};
constexpr const char* two[] = {"CREATE TABLE a(x)", "CREATE TABLE b(x)"};
constexpr const char* broken[] = {"CREATE TABLE a(x)", "CREATE TABLE c(x); CREATE TABLE a(x)"};

Database opened(const Folder& folder) {
  const std::string path = *prepare_file(folder / "test.db");
  return Database::open(path, Database::Mode::write, 0).value();
}

TEST(Migrate, AnOlderFileGetsOnlyWhatIsMissing) {
  const Folder folder;
  Database database = opened(folder);
  ASSERT_TRUE(migrate(database, {1, "a test", one}).ok());
  ASSERT_TRUE(database.run("INSERT INTO a VALUES(7)").ok());
  ASSERT_TRUE(migrate(database, {1, "a test", two}).ok());
  EXPECT_EQ(*database.number("SELECT x FROM a"), 7);
  EXPECT_EQ(*database.number("SELECT count(*) FROM b"), 0);
  EXPECT_EQ(*database.number("PRAGMA user_version"), 2);
  EXPECT_TRUE(check_version(database, {1, "a test", two}).ok());
  // The older build must not touch it, nor another program.
  EXPECT_EQ(migrate(database, {1, "a test", one}).faults()[0].kind, FaultKind::conflict);
  EXPECT_EQ(check_version(database, {2, "a test", two}).faults()[0].kind, FaultKind::conflict);
}

TEST(Migrate, AMigrationThatFailsLeavesNothing) {
  const Folder folder;
  Database database = opened(folder);
  ASSERT_TRUE(migrate(database, {1, "a test", one}).ok());
  EXPECT_FALSE(migrate(database, {1, "a test", broken}).ok());
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(*database.number("PRAGMA user_version"), 1);
  EXPECT_EQ(*database.number("SELECT count(*) FROM sqlite_master WHERE name = 'c'"), 0);
}

TEST(Migrate, AFileNobodyBeganIsNotRead) {
  const Folder folder;
  Database database = opened(folder);
  EXPECT_EQ(check_version(database, {1, "a test", one}).faults()[0].kind, FaultKind::conflict);
}

}  // namespace
}  // namespace gavel::sql
