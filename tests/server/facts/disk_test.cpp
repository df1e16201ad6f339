#include "server/facts/disk.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

namespace fs = std::filesystem;

std::int64_t stopped_clock() {
  return 0;
}

void ask_git(Facts& facts, const std::string& repo) {
  (void)facts.repo_root(repo);
  (void)facts.git_branch(repo);
  (void)facts.git_config(repo, "core.fsmonitor");
  (void)facts.git_ignored(repo, repo + "/build");
  (void)facts.git_clean(repo, repo);
  (void)facts.git_merged(repo, "main");
}

TEST(FactsDisk, QuestionsBeyondTheBudgetAreUnknown) {
  const Sandbox box;
  box.write("f", "text");
  DiskFacts facts(stopped_clock, {.questions = 2});
  EXPECT_EQ(facts.real_path(box / "f"), box / "f");
  EXPECT_EQ(facts.file_kind(box / "f"), FileKind::file);
  EXPECT_FALSE(facts.over_budget());
  EXPECT_EQ(facts.real_path(box / "f"), std::nullopt);
  EXPECT_EQ(facts.file_kind(box / "f"), FileKind::unknown);
  EXPECT_EQ(facts.file_text(box / "f", 10), std::nullopt);
  EXPECT_EQ(facts.repo_root(box.path()), std::nullopt);
  EXPECT_TRUE(facts.over_budget());
}

TEST(FactsDisk, BytesBeyondTheBudgetAreUnknown) {
  const Sandbox box;
  box.write("f", "text");
  DiskFacts facts(stopped_clock, {.bytes = 9});
  EXPECT_EQ(facts.file_text(box / "f", 10), "text");
  EXPECT_EQ(facts.file_text(box / "f", 10), "text");
  EXPECT_EQ(facts.file_text(box / "f", 10), std::nullopt);
}

// Every place where git would run a program that the repository names.
TEST(FactsDisk, NothingARepositoryNamesIsEverRun) {
  const Sandbox box;
  box.write("r/a.txt", "one\n");
  box.write("r/.gitattributes", "*.txt filter=evil diff=evil merge=evil text\n");
  box.repository("r");
  const std::string mark = box / "ran";
  box.write("evil", "#!/bin/sh\ntouch '" + mark + "'\ncat\n");
  ASSERT_EQ(::chmod((box / "evil").c_str(), 0755), 0);
  const char* keys[] = {"core.fsmonitor",      "filter.evil.clean", "filter.evil.smudge",
                        "filter.evil.process", "diff.evil.command", "diff.evil.textconv",
                        "merge.evil.driver",   "core.sshCommand",   "core.pager",
                        "core.editor",         "gpg.program",       "credential.helper"};
  for (const char* key : keys) ASSERT_TRUE(box.git("r", {"config", key, box / "evil"}));
  ASSERT_TRUE(box.git("r", {"config", "filter.evil.required", "true"}));
  ASSERT_TRUE(box.git("r", {"config", "core.hooksPath", box / "hooks"}));
  for (const char* hook : {"post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman",
                           "reference-transaction"}) {
    box.write(std::string("hooks/") + hook, "#!/bin/sh\ntouch '" + mark + "'\n");
    ASSERT_EQ(::chmod((box / (std::string("hooks/") + hook)).c_str(), 0755), 0);
  }
  fs::remove(mark);
  // A changed file is what makes git run its filters.
  box.write("r/a.txt", "two\n");
  fs::last_write_time(box / "r/.gitattributes", fs::file_time_type{});
  DiskFacts facts(stopped_clock);
  ask_git(facts, box / "r");
  EXPECT_EQ(facts.git_clean(box / "r", box / "r/a.txt"), false);
  EXPECT_FALSE(fs::exists(mark));
  // The trap is a real one: git itself walks into it.
  (void)box.git("r", {"status", "--porcelain"});
  EXPECT_TRUE(fs::exists(mark));
}

// A FIFO in place of any file of .git: answers may be unknown, but they come.
TEST(FactsDisk, PlantedPipesHoldNothingUp) {
  const char* files[] = {"HEAD",
                         "config",
                         "index",
                         "packed-refs",
                         "commondir",
                         "gitdir",
                         "info/exclude",
                         "objects/info/alternates",
                         "shallow",
                         "refs/heads/main",
                         "refs/heads/other",
                         "objects/info/commit-graph",
                         "objects/pack/multi-pack-index",
                         "objects/pack/pack-0000000000000000000000000000000000000000.idx",
                         "config.worktree",
                         "objects/info/packs"};
  for (const char* file : files) {
    SCOPED_TRACE(file);
    const Sandbox box;
    box.write("r/a", "x");
    box.repository("r");
    const fs::path path = fs::path(box / "r/.git") / file;
    fs::create_directories(path.parent_path());
    box.fifo((fs::path("r/.git") / file).string());
    DiskFacts facts(stopped_clock);
    ask_git(facts, box / "r");
    EXPECT_TRUE(fs::is_fifo(path));
  }
}

TEST(FactsDisk, PlantedPipesInTheObjectStoreHoldNothingUp) {
  const Sandbox box;
  box.write("r/a", "x");
  box.repository("r");
  std::vector<fs::path> objects;
  for (const auto& entry : fs::recursive_directory_iterator(box / "r/.git/objects")) {
    if (entry.is_regular_file()) objects.push_back(entry.path());
  }
  ASSERT_GE(objects.size(), 3u);
  for (const fs::path& object : objects) box.fifo(fs::relative(object, box.path()).string());
  DiskFacts facts(stopped_clock);
  EXPECT_EQ(facts.git_clean(box / "r", box / "r"), std::nullopt);
  EXPECT_EQ(facts.git_ignored(box / "r", box / "r/new"), std::nullopt);
  EXPECT_EQ(facts.git_merged(box / "r", "main"), std::nullopt);
}

TEST(FactsDisk, DamagedRepositoriesAreUnknown) {
  const char* files[] = {"HEAD", "index", "refs/heads/main"};
  for (const char* file : files) {
    for (const std::string& text :
         {std::string(), std::string("rubbish\n"), std::string(100, '\0')}) {
      SCOPED_TRACE(std::string(file) + ": " + text);
      const Sandbox box;
      box.write("r/a", "x");
      box.repository("r");
      box.write(std::string("r/.git/") + file, text);
      DiskFacts facts(stopped_clock);
      EXPECT_NE(facts.git_clean(box / "r", box / "r"), true);
      EXPECT_NE(facts.git_ignored(box / "r", box / "r/a"), true);
    }
  }
}

}  // namespace
}  // namespace gavel::facts
