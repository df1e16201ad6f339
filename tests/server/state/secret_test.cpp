#include "server/state/secret.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/server/sql/folder.h"

namespace gavel::state {
namespace {

using sql::Folder;

TEST(Secret, IsDrawnOnceAndStays) {
  const Folder folder;
  const Result<std::string> first = secret(folder.path());
  ASSERT_TRUE(first.ok()) << first.faults()[0].message();
  EXPECT_EQ(first->size(), 32u);
  EXPECT_EQ(*secret(folder.path()), *first);
  struct stat about {};
  ASSERT_EQ(stat((folder / "secret").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const Folder other;
  EXPECT_NE(*secret(other.path()), *first);
}

TEST(Secret, WhatOthersCouldKnowIsRefused) {
  struct Row {
    const char* name;
    std::string text;
    mode_t mode;
  };
  const Row rows[] = {
      {"readable", std::string(32, 'x'), 0644},
      {"group", std::string(32, 'x'), 0640},
      {"short", std::string(31, 'x'), 0600},
      {"long", std::string(33, 'x'), 0600},
      {"empty", "", 0600},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    std::ofstream(folder / "secret") << row.text;
    chmod((folder / "secret").c_str(), row.mode);
    const Result<std::string> got = secret(folder.path());
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.faults()[0].kind, FaultKind::refused);
  }
}

TEST(Secret, ALinkIsRefused) {
  const Folder folder;
  std::ofstream(folder / "elsewhere") << std::string(32, 'x');
  chmod((folder / "elsewhere").c_str(), 0600);
  ASSERT_EQ(symlink((folder / "elsewhere").c_str(), (folder / "secret").c_str()), 0);
  EXPECT_FALSE(secret(folder.path()).ok());
}

TEST(Secret, AFolderThatCannotBeWrittenIsAFault) {
  EXPECT_FALSE(secret("/nonexistent/folder").ok());
}

}  // namespace
}  // namespace gavel::state
