#include "clients/hook/governed.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace gavel::hook {
namespace {

namespace fs = std::filesystem;

class Governed : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = fs::temp_directory_path() / "gavel-governed-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string folder(const std::string& name) {
    fs::create_directories(root_ / name);
    return root_ / name;
  }
  void file(const std::string& name) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << "{}";
  }
  bool governed(const std::string& name) {
    return is_governed(folder(name).c_str(), PolicyPlaces{});
  }

  fs::path root_;
};

TEST_F(Governed, NothingAnywhere) {
  EXPECT_FALSE(governed("a/b"));
}

TEST_F(Governed, InTheFolderItself) {
  file("a/judge.json");
  EXPECT_TRUE(governed("a"));
}

TEST_F(Governed, InTheFolderItselfUnderPi) {
  file("a/.pi/judge.json");
  EXPECT_TRUE(governed("a"));
}

TEST_F(Governed, InAParentInsideTheRepository) {
  file("repo/judge.json");
  folder("repo/.git");
  EXPECT_TRUE(governed("repo/x/y"));
}

TEST_F(Governed, BelowANestedRepositoryTheOuterOneStillGoverns) {
  file("repo/judge.json");
  folder("repo/.git");
  folder("repo/sub/.git");
  EXPECT_TRUE(governed("repo/sub/deep"));
}

TEST_F(Governed, AboveTheOutermostRepositoryItDoesNotCount) {
  file("judge.json");
  folder("repo/.git");
  EXPECT_FALSE(governed("repo/x"));
}

TEST_F(Governed, OutsideAnyRepositoryAParentCounts) {
  file("a/judge.json");
  EXPECT_TRUE(governed("a/b/c"));
}

TEST_F(Governed, ADanglingLinkCounts) {
  folder("a");
  fs::create_symlink("/nonexistent", root_ / "a/judge.json");
  EXPECT_TRUE(governed("a"));
}

TEST_F(Governed, TrailingSlashesDoNotMatter) {
  file("a/judge.json");
  EXPECT_TRUE(is_governed((folder("a") + "///").c_str(), PolicyPlaces{}));
}

TEST_F(Governed, TheUsersPolicyGovernsEveryFolder) {
  file("user/judge.json");
  const std::string user = root_ / "user/judge.json";
  EXPECT_TRUE(is_governed(folder("elsewhere").c_str(), PolicyPlaces{user.c_str(), {}}));
}

TEST_F(Governed, APathTooLongToLookAtCounts) {
  const std::string path = "/" + std::string(path_capacity + 10, 'a');
  EXPECT_TRUE(is_governed(View(path.data(), path.size()), PolicyPlaces{}));
}

}  // namespace
}  // namespace gavel::hook
