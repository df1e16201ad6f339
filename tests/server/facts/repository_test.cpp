#include "server/facts/repository.h"

#include <string>

#include <gtest/gtest.h>

#include "server/facts/disk.h"
#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

std::int64_t stopped_clock() {
  return 0;
}

struct Row {
  const char* path;
  std::optional<bool> answer;
};

class FactsRepository : public ::testing::Test {
 protected:
  std::optional<bool> ignored(const std::string& path, const std::string& repo = "r") {
    DiskFacts facts(stopped_clock);
    return facts.git_ignored(box_ / repo, box_ / path);
  }
  std::optional<bool> merged(const std::string& branch) {
    DiskFacts facts(stopped_clock);
    return facts.git_merged(box_ / "r", branch);
  }
  void git(const std::vector<std::string>& words) { ASSERT_TRUE(box_.git("r", words)) << words[0]; }
  Sandbox box_;
};

TEST_F(FactsRepository, IgnoredMeansByTheCommittedRules) {
  box_.write("r/.gitignore", "build/\n*.log\n!keep.log\n/top\nforced.log\n");
  box_.write("r/src/.gitignore", "gen\n!important.log\n");
  box_.write("r/src/a.c", "x");
  box_.write("r/forced.log", "tracked although ignored");
  box_.write("r/out/tracked.txt", "x");
  box_.repository("r");
  // What an agent writes afterwards has no say.
  box_.write("r/.gitignore", "*\n");
  box_.write("r/out/.gitignore", "*\n");
  box_.write("r/.git/info/exclude", "*\n");
  git({"config", "core.excludesFile", box_ / "r/.gitignore"});
  box_.write("r/build/x.o", "x");
  box_.write("r/src/build/x.o", "x");
  box_.write("r/a.log", "x");
  box_.write("r/src/gen/x", "x");
  box_.write("r/file/build", "x");
  box_.write("r/staged.log", "x");
  git({"add", "-f", "staged.log"});
  box_.write("r/build/clone/.git/HEAD", "x");
  box_.folder("elsewhere");
  box_.link(box_ / "elsewhere", "r/build/link");
  box_.link(box_ / "r/build", "to_build");
  const Row rows[] = {
      {"r/build", true},
      {"r/build/", true},
      {"r/build/x.o", true},
      {"r/build/none/yet", true},
      {"r/src/build", true},
      {"r/file/build", false},  // a file, and the rule says folders
      {"r/a.log", true},
      {"r/deep/er/a.log", true},
      {"r/keep.log", false},
      {"r/top", true},
      {"r/src/top", false},
      {"r/src/gen", true},
      {"r/src/gen/x", true},
      {"r/gen", false},
      {"r/src/important.log", false},
      {"r/src/other.log", true},
      {"r/src/a.c", false},
      {"r/forced.log", false},  // tracked
      {"r/staged.log", false},  // in the index
      {"r/out", false},
      {"r/out/new", false},
      {"r/new", false},
      {"r", false},
      {"r/build/clone", false},  // a repository of its own
      {"r/build/link", true},    // the link itself
      {"to_build/x.o", true},
      {"r/build/link/x", std::nullopt},  // leads out
      {"elsewhere", std::nullopt},
      {"r/.git", std::nullopt},
      {"r/.git/config", std::nullopt},
      {"r/src/..", std::nullopt},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(ignored(row.path), row.answer);
  }
  EXPECT_EQ(ignored("r/build", "none"), std::nullopt);
}

TEST_F(FactsRepository, WithoutACommitNothingIsKnown) {
  box_.folder("r");
  git({"init", "-q"});
  box_.write("r/.gitignore", "build/\n");
  box_.folder("r/build");
  EXPECT_EQ(ignored("r/build"), std::nullopt);
  EXPECT_EQ(merged("main"), std::nullopt);
}

TEST_F(FactsRepository, AGitignoreThatIsALinkIsNotFollowed) {
  box_.write("r/rules", "*\n");
  box_.link("rules", "r/.gitignore");
  box_.repository("r");
  EXPECT_EQ(ignored("r/new"), false);
}

TEST_F(FactsRepository, LinkedWorktreesAndPackedStoresAnswerAlike) {
  box_.write("r/.gitignore", "build/\n");
  box_.repository("r");
  git({"worktree", "add", "-q", "-b", "w", box_ / "tree"});
  box_.folder("tree/build");
  EXPECT_EQ(ignored("tree/build", "tree"), true);
  git({"gc", "-q"});
  EXPECT_EQ(ignored("tree/build", "tree"), true);
  EXPECT_EQ(merged("w"), true);
}

TEST_F(FactsRepository, MergedMeansReachableFromAnotherBranch) {
  box_.write("r/f", "1");
  box_.repository("r");
  git({"branch", "at-main"});
  git({"checkout", "-q", "-b", "topic"});
  box_.write("r/f", "2");
  box_.commit("r");
  git({"branch", "same-as-topic"});
  git({"checkout", "-q", "-b", "lonely"});
  box_.write("r/f", "3");
  box_.commit("r");
  git({"checkout", "-q", "-b", "pushed", "main"});
  box_.write("r/f", "4");
  box_.commit("r");
  git({"update-ref", "refs/remotes/origin/pushed", "pushed"});
  git({"checkout", "-q", "-b", "tagged", "main"});
  box_.write("r/f", "5");
  box_.commit("r");
  git({"tag", "v1"});
  git({"checkout", "-q", "main"});
  const Row rows[] = {
      {"main", true},        {"at-main", true},
      {"topic", true},       {"same-as-topic", true},
      {"lonely", false},     {"pushed", true},
      {"tagged", false},     {"none", std::nullopt},
      {"", std::nullopt},    {"../../HEAD", std::nullopt},
      {"a b", std::nullopt},
  };
  for (const bool packed : {false, true}) {
    if (packed) git({"pack-refs", "--all"});
    for (const Row& row : rows) {
      SCOPED_TRACE(row.path);
      EXPECT_EQ(merged(row.path), row.answer);
    }
  }
  git({"merge", "-q", "--no-ff", "-m", "m", "lonely"});
  EXPECT_EQ(merged("lonely"), true);
}

TEST_F(FactsRepository, WalksAreBounded) {
  box_.repository("r");
  git({"checkout", "-q", "-b", "old"});
  box_.commit("r");
  git({"checkout", "-q", "main"});
  for (int i = 0; i < 5; ++i) box_.commit("r");
  Limits limits;
  limits.commits = 3;
  DiskFacts facts(stopped_clock, limits);
  EXPECT_EQ(facts.git_merged(box_ / "r", "old"), std::nullopt);
}

}  // namespace
}  // namespace gavel::facts
