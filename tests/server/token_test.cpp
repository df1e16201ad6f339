#include "server/token.h"

#include <fstream>
#include <functional>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/server/sql/folder.h"

namespace gavel::server {
namespace {

using sql::Folder;

TEST(Token, IsMadeOnceAndForUsAlone) {
  const Folder folder;
  const Result<std::string> made = token_from(folder / "token");
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(made->size(), 64u);
  struct stat status {};
  ASSERT_EQ(::stat((folder / "token").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(*token_from(folder / "token"), *made);
  const Folder other;
  EXPECT_NE(*token_from(other / "token"), *made);
}

TEST(Token, WhatIsNotASecretOfOursIsRefused) {
  const struct {
    const char* name;
    std::function<void(const std::string&)> make;
    FaultKind kind;
  } rows[] = {
      {"others may read it",
       [](const std::string& file) {
         std::ofstream(file) << std::string(32, 'a');
         ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
       },
       FaultKind::refused},
      {"too short",
       [](const std::string& file) {
         std::ofstream(file) << "short\n";
         ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
       },
       FaultKind::range},
      {"a link",
       [](const std::string& file) { ASSERT_EQ(::symlink("/dev/null", file.c_str()), 0); },
       FaultKind::io},
      {"a FIFO", [](const std::string& file) { ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0); },
       FaultKind::refused},
      {"a folder", [](const std::string& file) { ASSERT_EQ(::mkdir(file.c_str(), 0700), 0); },
       FaultKind::refused},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const Folder folder;
    row.make(folder / "token");
    const Result<std::string> token = token_from(folder / "token");
    ASSERT_FALSE(token.ok());
    EXPECT_EQ(token.faults()[0].kind, row.kind) << token.faults()[0].message();
  }
}

}  // namespace
}  // namespace gavel::server
