#include "clients/cli/files.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "gavel-files-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }
  fs::path root_;
};

TEST_F(Files, WhatIsWrittenIsRead) {
  const std::string path = root_ / "a";
  ASSERT_TRUE(write_new_file(path, "text\n").ok());
  const Result<std::string> text = read_file(path, "the file");
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "text\n");
}

TEST_F(Files, NothingIsReplaced) {
  const std::string path = root_ / "a";
  ASSERT_TRUE(write_new_file(path, "first").ok());
  const Status again = write_new_file(path, "second");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.faults()[0].kind, FaultKind::conflict);
  EXPECT_EQ(*read_file(path, "the file"), "first");
}

TEST_F(Files, AMissingFileAndAFolderAreFaults) {
  EXPECT_FALSE(read_file(root_ / "none", "the policy file").ok());
  const Result<std::string> folder = read_file(root_, "the policy file");
  ASSERT_FALSE(folder.ok());
  EXPECT_NE(folder.faults()[0].message().find("the policy file cannot be read"), std::string::npos);
}

TEST_F(Files, AFoldersPathIsAbsoluteAndPlain) {
  EXPECT_EQ(folder_path("/a/b/../c//"), "/a/c");
  EXPECT_EQ(folder_path("/"), "/");
  EXPECT_EQ(folder_path(""), fs::current_path().string());
}

}  // namespace
}  // namespace gavel::cli
