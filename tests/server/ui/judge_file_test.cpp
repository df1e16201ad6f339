#include "server/ui/judge_file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/server/sql/folder.h"

namespace gavel::ui {
namespace {

namespace fs = std::filesystem;

class JudgeFileTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(repo()); }
  std::string repo() const { return fs::canonical(folder_ / ".").string() + "/repo"; }
  std::string at(const std::string& name) const { return repo() + "/" + name; }
  void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
  std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  FaultKind refusal() {
    const Result<JudgeFile> read = read_judge_file(repo());
    return read.ok() ? FaultKind::internal : read.faults().front().kind;
  }
  sql::Folder folder_;
};

TEST_F(JudgeFileTest, IsReplacedWholeAndKeepsItsMode) {
  put(at("judge.json"), "{}");
  chmod(at("judge.json").c_str(), 0640);
  const Result<JudgeFile> read = read_judge_file(repo());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->text, "{}");
  ASSERT_TRUE(replace_judge_file(repo(), *read, "{\"version\":1}").ok());
  EXPECT_EQ(text_of(at("judge.json")), "{\"version\":1}");
  struct stat found {};
  stat(at("judge.json").c_str(), &found);
  EXPECT_EQ(found.st_mode & 0777, 0640u);
  EXPECT_EQ(std::distance(fs::directory_iterator(repo()), {}), 1) << "nothing is left beside it";
}

TEST_F(JudgeFileTest, IsMadeWhereThereIsNone) {
  const Result<JudgeFile> read = read_judge_file(repo());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->path, at("judge.json"));
  ASSERT_TRUE(replace_judge_file(repo(), *read, "{}").ok());
  EXPECT_EQ(text_of(at("judge.json")), "{}");
}

TEST_F(JudgeFileTest, StandsInPiWhereItStoodThere) {
  fs::create_directories(at(".pi"));
  put(at(".pi/judge.json"), "{}");
  const Result<JudgeFile> read = read_judge_file(repo());
  ASSERT_TRUE(read.ok());
  ASSERT_TRUE(replace_judge_file(repo(), *read, "{ }").ok());
  EXPECT_EQ(text_of(at(".pi/judge.json")), "{ }");
  put(at("judge.json"), "{}");
  EXPECT_FALSE(read_judge_file(repo()).ok()) << "two of them are an error of the person's";
}

TEST_F(JudgeFileTest, ALinkLeadsNowhere) {
  put(folder_ / "elsewhere", "{}");
  fs::create_symlink(folder_ / "elsewhere", at("judge.json"));
  EXPECT_EQ(refusal(), FaultKind::refused);
  fs::remove(at("judge.json"));
  fs::create_hard_link(folder_ / "elsewhere", at("judge.json"));
  EXPECT_EQ(refusal(), FaultKind::refused);
  fs::remove(at("judge.json"));
  fs::create_directories(folder_ / "pi");
  put(folder_ / "pi/judge.json", "{}");
  fs::create_directory_symlink(folder_ / "pi", at(".pi"));
  EXPECT_NE(refusal(), FaultKind::internal);
  fs::remove(at(".pi"));
  mkfifo(at("judge.json").c_str(), 0600);
  EXPECT_EQ(refusal(), FaultKind::refused);
  fs::remove(at("judge.json"));
  fs::create_directories(folder_ / "config");
  fs::remove(repo());
  fs::create_directory_symlink(folder_ / "config", repo());
  EXPECT_NE(refusal(), FaultKind::internal) << "the folder itself became a link";
  EXPECT_EQ(read_judge_file(repo() + "/../repo").ok(), false);
}

TEST_F(JudgeFileTest, WhatChangedMeanwhileIsNotOverwritten) {
  put(at("judge.json"), "{}");
  const Result<JudgeFile> read = read_judge_file(repo());
  ASSERT_TRUE(read.ok());
  put(at("judge.json"), "{\"mode\":\"strict\"}");
  const Status done = replace_judge_file(repo(), *read, "{\"version\":1}");
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.faults().front().kind, FaultKind::conflict);
  EXPECT_EQ(text_of(at("judge.json")), "{\"mode\":\"strict\"}");
}

}  // namespace
}  // namespace gavel::ui
