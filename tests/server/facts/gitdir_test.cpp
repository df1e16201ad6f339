#include "server/facts/gitdir.h"

#include <string>

#include <gtest/gtest.h>

#include "server/facts/disk.h"
#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

std::int64_t stopped_clock() {
  return 0;
}

class FactsGitDir : public ::testing::Test {
 protected:
  std::string root_of(const std::string& folder) {
    DiskFacts facts(stopped_clock);
    const std::string root = facts.repo_root(box_ / folder).value_or("");
    return root.rfind(box_.path(), 0) == 0 ? root.substr(box_.path().size() + 1) : root;
  }
  Sandbox box_;
};

TEST_F(FactsGitDir, TheInnermostWorkingTreeIsFound) {
  box_.write("r/src/file", "x");
  box_.repository("r");
  box_.repository("r/nested");
  ASSERT_TRUE(box_.git("r", {"worktree", "add", "-q", "-b", "w", box_ / "tree"}));
  box_.write("module/f", "x");
  box_.repository("module");
  ASSERT_TRUE(box_.git("r", {"submodule", "add", "-q", box_ / "module", "sub"}));
  ASSERT_TRUE(box_.git("r", {"init", "-q", "--bare", box_ / "bare.git"}));
  box_.folder("plain/below");
  box_.link(box_ / "r/src", "to_src");
  box_.folder("r/fake/.git");             // holds nothing
  box_.write("r/fake2/.git", "rubbish");  // no gitfile
  box_.write("r/fake3/.git", "gitdir: /nowhere\n");
  box_.folder("r/pipe");
  box_.fifo("r/pipe/.git");
  box_.folder("r/pipes/.git/objects");
  box_.folder("r/pipes/.git/refs");
  box_.fifo("r/pipes/.git/HEAD");
  const struct {
    const char* folder;
    const char* root;
  } rows[] = {
      {"r", "r"},
      {"r/src", "r"},
      {"r/src/none/yet", "r"},
      {"r/.git", "r"},
      {"r/.git/refs/heads", "r"},
      {"r/nested", "r/nested"},
      {"tree", "tree"},
      {"tree/src", "tree"},
      {"r/sub", "r/sub"},
      {"to_src", "r"},
      {"bare.git", ""},
      {"plain/below", ""},
      {"r/fake", "r"},
      {"r/fake2", "r"},
      {"r/fake3", "r"},
      {"r/pipe", "r"},
      {"r/pipes", "r"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.folder);
    EXPECT_EQ(root_of(row.folder), row.root);
  }
}

// core.worktree would let an agent declare "/" the repository.
TEST_F(FactsGitDir, TheRepositoryCannotMoveItsRoot) {
  box_.repository("r");
  ASSERT_TRUE(box_.git("r", {"config", "core.worktree", "/"}));
  EXPECT_EQ(root_of("r"), "r");
  EXPECT_EQ(root_of("."), "");
}

TEST_F(FactsGitDir, BranchesAndConfigOfEveryLayout) {
  box_.write("r/f", "x");
  box_.repository("r");
  ASSERT_TRUE(box_.git("r", {"config", "alias.st", "!touch owned"}));
  ASSERT_TRUE(box_.git("r", {"remote", "add", "origin", "https://example.com/x.git"}));
  ASSERT_TRUE(box_.git("r", {"worktree", "add", "-q", "-b", "feature/w", box_ / "tree"}));
  box_.repository("detached");
  ASSERT_TRUE(box_.git("detached", {"checkout", "-q", "--detach"}));
  box_.folder("unborn");
  ASSERT_TRUE(box_.git("unborn", {"init", "-q", "-b", "trunk"}));
  DiskFacts facts(stopped_clock);
  EXPECT_EQ(facts.git_branch(box_ / "r"), "main");
  EXPECT_EQ(facts.git_branch(box_ / "tree"), "feature/w");
  EXPECT_EQ(facts.git_branch(box_ / "detached"), std::nullopt);
  EXPECT_EQ(facts.git_branch(box_ / "unborn"), "trunk");
  EXPECT_EQ(facts.git_branch(box_ / "none"), std::nullopt);
  EXPECT_EQ(facts.git_config(box_ / "r", "alias.st"), "!touch owned");
  EXPECT_EQ(facts.git_config(box_ / "tree", "remote.origin.url"), "https://example.com/x.git");
  EXPECT_EQ(facts.git_config(box_ / "r", "user.name"), std::nullopt);
  box_.write("r/.git/config", "[include]\n\tpath = pipe\n[a]\n\tk = v\n");
  box_.fifo("r/.git/pipe");
  EXPECT_EQ(facts.git_config(box_ / "r", "a.k"), "v");
  box_.fifo("r/.git/config");
  EXPECT_EQ(facts.git_config(box_ / "r", "a.k"), std::nullopt);
}

}  // namespace
}  // namespace gavel::facts
