#include "server/audit/backup.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

TEST(AuditBackup, ACopyOfALogInUseHoldsAndIsOurs) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  Appender appender(options_for(path));  // stays open while the copy is made
  std::vector<Record> records;
  for (int n = 1; n <= 50; ++n) records.push_back(sample(n));
  ASSERT_TRUE(appender.append(records).commit.ok());
  const std::string copy = folder / "copy.db";
  std::int64_t last = 0;
  const Status done = backup_log(path, copy, [&](std::int64_t pages, std::int64_t of) {
    EXPECT_LE(pages, of);
    last = of - pages;
  });
  ASSERT_TRUE(done.ok()) << first_fault(done);
  EXPECT_EQ(last, 0);
  const Result<Verified> verified = verify_log(copy);
  ASSERT_TRUE(verified.ok()) << verified.faults()[0].message();
  EXPECT_EQ(verified->rows, 50);
  EXPECT_EQ(verified->head, appender.head());
  struct stat status {};
  ASSERT_EQ(::stat(copy.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(copy + ".part"));
  EXPECT_FALSE(std::filesystem::exists(copy + "-wal"));
}

TEST(AuditBackup, NothingIsOverwrittenAndNothingHalfIsLeft) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill(path, 3);
  const std::string there = folder / "there";
  std::ofstream(there) << "mine";
  const Status taken = backup_log(path, there);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.faults()[0].kind, FaultKind::conflict);
  EXPECT_EQ(std::filesystem::file_size(there), 4u);
  EXPECT_FALSE(backup_log(folder / "none.db", folder / "a").ok());
  std::ofstream(folder / "text") << "not a database, but long enough to be looked at as one....";
  EXPECT_FALSE(backup_log(folder / "text", folder / "b").ok());
  EXPECT_FALSE(backup_log(path, folder / "no/such/folder/c").ok());
  for (const char* name : {"there.part", "a", "a.part", "b", "b.part"}) {
    EXPECT_FALSE(std::filesystem::exists(folder / name)) << name;
  }
}

}  // namespace
}  // namespace gavel::audit
