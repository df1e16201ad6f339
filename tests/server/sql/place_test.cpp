#include "server/sql/place.h"

#include <fstream>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/server/sql/folder.h"

namespace gavel::sql {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST(Place, FoldersAndFileAreMadeForUsAlone) {
  const Folder folder;
  const Result<std::string> path = prepare_file(folder / "a/b/audit.db");
  ASSERT_TRUE(path.ok()) << path.faults()[0].message();
  EXPECT_EQ(*path, folder / "a/b/audit.db");
  EXPECT_EQ(mode_of(folder / "a"), 0700u);
  EXPECT_EQ(mode_of(folder / "a/b"), 0700u);
  EXPECT_EQ(mode_of(*path), 0600u);
  EXPECT_TRUE(prepare_file(*path).ok());
}

TEST(Place, AFileOthersCouldReadIsClosedToThem) {
  const Folder folder;
  std::ofstream(folder / "audit.db").close();
  ASSERT_EQ(::chmod((folder / "audit.db").c_str(), 0666), 0);
  ASSERT_TRUE(prepare_file(folder / "audit.db").ok());
  EXPECT_EQ(mode_of(folder / "audit.db"), 0600u);
}

TEST(Place, WhatIsNotOursIsRefused) {
  const struct {
    const char* name;
    std::function<std::string(const Folder&)> make;  // returns the path to ask for
    FaultKind kind;
  } rows[] = {
      {"relative", [](const Folder&) { return std::string("audit.db"); }, FaultKind::range},
      {"empty", [](const Folder&) { return std::string(); }, FaultKind::range},
      {"a folder's name", [](const Folder& f) { return f.path() + "/"; }, FaultKind::range},
      {"a link",
       [](const Folder& f) {
         std::ofstream(f / "real.db").close();
         fs::create_symlink(f / "real.db", f / "audit.db");
         return f / "audit.db";
       },
       FaultKind::refused},
      {"a dangling link",
       [](const Folder& f) {
         fs::create_symlink(f / "nowhere", f / "audit.db");
         return f / "audit.db";
       },
       FaultKind::refused},
      {"a FIFO",
       [](const Folder& f) {
         EXPECT_EQ(::mkfifo((f / "audit.db").c_str(), 0600), 0);
         return f / "audit.db";
       },
       FaultKind::refused},
      {"a folder",
       [](const Folder& f) {
         fs::create_directory(f / "audit.db");
         return f / "audit.db";
       },
       FaultKind::refused},
      {"a folder others can write",
       [](const Folder& f) {
         fs::create_directory(f / "open");
         EXPECT_EQ(::chmod((f / "open").c_str(), 0777), 0);
         return f / "open/audit.db";
       },
       FaultKind::refused},
      {"a file for a folder",
       [](const Folder& f) {
         std::ofstream(f / "file").close();
         return f / "file/audit.db";
       },
       FaultKind::refused},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    const Result<std::string> path = prepare_file(row.make(folder));
    ASSERT_FALSE(path.ok());
    EXPECT_EQ(path.faults()[0].kind, row.kind) << path.faults()[0].message();
  }
}

TEST(Place, AnotherUsersFileIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const Folder folder;
  std::ofstream(folder / "audit.db").close();
  ASSERT_EQ(::chown((folder / "audit.db").c_str(), 65534, 65534), 0);
  ASSERT_FALSE(prepare_file(folder / "audit.db").ok());
  fs::create_directory(folder / "theirs");
  ASSERT_EQ(::chown((folder / "theirs").c_str(), 65534, 65534), 0);
  ASSERT_FALSE(prepare_file(folder / "theirs/audit.db").ok());
}

TEST(Place, LinksAboveTheFolderAreResolved) {
  const Folder folder;
  fs::create_directory(folder / "real");
  ASSERT_EQ(::chmod((folder / "real").c_str(), 0700), 0);
  fs::create_directory_symlink(folder / "real", folder / "link");
  const Result<std::string> path = prepare_file(folder / "link/audit.db");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(*path, folder / "real/audit.db");
}

TEST(Place, TheLockIsHeldByOne) {
  const Folder folder;
  {
    const Result<WriterLock> first = WriterLock::take(folder / "audit.db");
    ASSERT_TRUE(first.ok());
    EXPECT_TRUE(first->held());
    const Result<WriterLock> second = WriterLock::take(folder / "audit.db");
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.faults()[0].kind, FaultKind::conflict);
  }
  EXPECT_TRUE(WriterLock::take(folder / "audit.db").ok());
}

}  // namespace
}  // namespace gavel::sql
