#include "server/state/file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/server/sql/folder.h"

namespace gavel::state {
namespace {

using sql::Folder;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST(StateFile, FolderAndFileAreOursAlone) {
  const Folder folder;
  const Result<sql::Database> database = open(folder / "gavel/state.db");
  ASSERT_TRUE(database.ok()) << database.faults()[0].message();
  EXPECT_EQ(mode_of(folder / "gavel"), 0700u);
  for (const char* name : {"gavel/state.db", "gavel/state.db-wal", "gavel/state.db-shm"}) {
    EXPECT_EQ(mode_of(folder / name), 0600u) << name;
  }
}

TEST(StateFile, WhatFailsHasNotHappened) {
  const Folder folder;
  Result<sql::Database> database = open(folder / "state.db");
  ASSERT_TRUE(database.ok());
  const auto put = [&](const char* name) {
    return change(*database, "INSERT INTO bare(folder, seen_ms) VALUES(?, 1)",
                  [&](sql::Statement& row) { row.bind(1, std::string_view(name)); });
  };
  const Status both = together(*database, [&]() -> Status {
    if (Status first = put("/a"); !first.ok()) return first;
    return put("/a");  // a key that is taken
  });
  EXPECT_FALSE(both.ok());
  EXPECT_EQ(*database->number("SELECT count(*) FROM bare"), 0);
  EXPECT_TRUE(together(*database, [&] { return put("/a"); }).ok());
  EXPECT_EQ(*database->number("SELECT count(*) FROM bare"), 1);
}

TEST(StateFile, WhatIsNotAStateIsRefused) {
  const struct {
    const char* name;
    const char* sql;  // run on a current file
    FaultKind kind;
  } rows[] = {
      {"another program's", "PRAGMA application_id = 7", FaultKind::conflict},
      {"a newer gavel's", "PRAGMA user_version = 9999", FaultKind::conflict},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    {
      Result<sql::Database> database = open(folder / "state.db");
      ASSERT_TRUE(database.ok());
      ASSERT_TRUE(database->run(row.sql).ok());
    }
    const Result<sql::Database> again = open(folder / "state.db");
    ASSERT_FALSE(again.ok());
    EXPECT_EQ(again.faults()[0].kind, row.kind) << again.faults()[0].message();
  }
  const Folder folder;
  std::ofstream(folder / "state.db") << "not a database, and longer than its header would be";
  EXPECT_FALSE(open(folder / "state.db").ok());
}

}  // namespace
}  // namespace gavel::state
