#include "server/facts/clean.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <sys/time.h>

#include "server/facts/disk.h"
#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

namespace fs = std::filesystem;

std::int64_t stopped_clock() {
  return 0;
}

// A committed repository; each row of a table has one of its own.
class Committed {
 public:
  Committed() {
    box_.write("r/.gitignore", "*.log\nbuild/\n");
    box_.write("r/a", "one\n");
    box_.write("r/dir/b", "two\n");
    box_.write("r/dir/sub/c", "three\n");
    box_.write("r/dir.x", "sorts between dir and dir/\n");
    box_.write("r/script", "#!/bin/sh\n");
    ::chmod((box_ / "r/script").c_str(), 0755);
    box_.link("a", "r/link");
    box_.repository("r");
  }
  std::optional<bool> clean(const std::string& path) {
    DiskFacts facts(stopped_clock);
    return facts.git_clean(box_ / "r", box_ / path);
  }
  void git(const std::vector<std::string>& words) { ASSERT_TRUE(box_.git("r", words)) << words[0]; }
  Sandbox box_;
};

class FactsClean : public ::testing::Test, protected Committed {};

TEST_F(FactsClean, ACommittedTreeIsClean) {
  for (const char* path : {"r", "r/", "r/a", "r/dir", "r/dir/", "r/dir/sub", "r/dir/sub/c",
                           "r/dir.x", "r/script", "r/link"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(clean(path), true);
  }
  for (const char* path : {"r/none", "r/dir/none", "r/a/below"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(clean(path), false) << "not tracked";
  }
  EXPECT_EQ(clean("."), std::nullopt);
  EXPECT_EQ(clean("r/.git"), std::nullopt);
}

TEST_F(FactsClean, AnythingThatWouldBeLostIsSeen) {
  using Change = std::function<void(Committed&)>;
  const struct {
    const char* name;
    Change change;
    bool root, dir, a;  // what is then said of r, r/dir and r/a
  } rows[] = {
      {"nothing", [](Committed&) {}, true, true, true},
      {"content", [](Committed& t) { t.box_.write("r/a", "changed\n"); }, false, true, false},
      {"content of the same size", [](Committed& t) { t.box_.write("r/a", "eno\n"); }, false, true,
       false},
      {"same size, and the old time put back",
       [](Committed& t) {
         const fs::file_time_type before = fs::last_write_time(t.box_ / "r/a");
         t.box_.write("r/a", "eno\n");
         fs::last_write_time(t.box_ / "r/a", before);
       },
       false, true, false},
      {"time only", [](Committed& t) { fs::last_write_time(t.box_ / "r/a", fs::file_time_type{}); },
       true, true, true},
      {"mode", [](Committed& t) { ::chmod((t.box_ / "r/a").c_str(), 0755); }, false, true, false},
      {"a file removed", [](Committed& t) { fs::remove(t.box_ / "r/dir/b"); }, false, false, true},
      {"a file untracked", [](Committed& t) { t.box_.write("r/dir/new", "x"); }, false, false,
       true},
      {"a pipe", [](Committed& t) { t.box_.fifo("r/dir/new"); }, false, false, true},
      {"a file replaced by a pipe", [](Committed& t) { t.box_.fifo("r/a"); }, false, true, false},
      {"an ignored file", [](Committed& t) { t.box_.write("r/dir/x.log", "x"); }, true, true, true},
      {"an ignored folder", [](Committed& t) { t.box_.write("r/build/x", "x"); }, true, true, true},
      {"an empty folder", [](Committed& t) { t.box_.folder("r/dir/empty"); }, true, true, true},
      {"ignored only by a rule written just now",
       [](Committed& t) {
         t.box_.write("r/dir/.gitignore", "*\n");
         t.box_.write("r/dir/new", "x");
       },
       false, false, true},
      {"staged",
       [](Committed& t) {
         t.box_.write("r/a", "staged\n");
         t.git({"add", "a"});
       },
       false, true, false},
      {"staged, the old content put back",
       [](Committed& t) {
         t.box_.write("r/a", "staged\n");
         t.git({"add", "a"});
         t.box_.write("r/a", "one\n");
       },
       false, true, false},
      {"a new file staged",
       [](Committed& t) {
         t.box_.write("r/dir/new", "x");
         t.git({"add", "dir/new"});
       },
       false, false, true},
      {"intent to add",
       [](Committed& t) {
         t.box_.write("r/dir/new", "");
         t.git({"add", "-N", "dir/new"});
       },
       false, false, true},
      {"removed from the index",
       [](Committed& t) {
         t.git({"rm", "-q", "--cached", "a"});
       },
       false, true, false},
      {"hidden by assume-unchanged",
       [](Committed& t) {
         t.git({"update-index", "--assume-unchanged", "a"});
         t.box_.write("r/a", "hidden\n");
       },
       false, true, false},
      {"hidden by skip-worktree",
       [](Committed& t) {
         t.git({"update-index", "--skip-worktree", "a"});
         t.box_.write("r/a", "hidden\n");
       },
       false, true, false},
      {"a folder replaced by a link to its copy",
       [](Committed& t) {
         fs::rename(t.box_ / "r/dir", t.box_ / "moved");
         t.box_.link(t.box_ / "moved", "r/dir");
       },
       false, false, true},
      {"a link that points elsewhere",
       [](Committed& t) {
         fs::remove(t.box_ / "r/link");
         t.box_.link("dir", "r/link");
       },
       false, true, true},
      {"a repository inside", [](Committed& t) { t.box_.repository("r/dir/nested"); }, false, false,
       true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Committed fresh;
    row.change(fresh);
    EXPECT_EQ(fresh.clean("r"), row.root);
    EXPECT_EQ(fresh.clean("r/dir"), row.dir);
    EXPECT_EQ(fresh.clean("r/a"), row.a);
  }
}

TEST_F(FactsClean, SubmodulesCannotBeTold) {
  box_.write("module/f", "x");
  box_.repository("module");
  git({"submodule", "add", "-q", box_ / "module", "sub"});
  box_.commit("r");
  EXPECT_EQ(clean("r"), false);
  EXPECT_EQ(clean("r/sub"), false);
  EXPECT_EQ(clean("r/dir"), true);
}

TEST_F(FactsClean, BudgetsEndInUnknown) {
  for (const bool entries : {true, false}) {
    Limits limits;
    if (entries) {
      limits.entries = 4;
    } else {
      limits.bytes = 5;
    }
    DiskFacts facts(stopped_clock, limits);
    EXPECT_EQ(facts.git_clean(box_ / "r", box_ / "r"), std::nullopt);
    EXPECT_TRUE(facts.over_budget());
  }
  std::int64_t now = 0;
  const NowUs slow = [&] { return now += 1000; };
  DiskFacts facts(slow, {.time_us = 5000});
  EXPECT_EQ(facts.git_clean(box_ / "r", box_ / "r"), std::nullopt);
}

TEST_F(FactsClean, AConflictIsNotClean) {
  git({"checkout", "-q", "-b", "other"});
  box_.write("r/a", "theirs\n");
  box_.commit("r");
  git({"checkout", "-q", "main"});
  box_.write("r/a", "ours\n");
  box_.commit("r");
  EXPECT_FALSE(box_.git("r", {"merge", "-q", "other"}));
  EXPECT_EQ(clean("r"), false);
  EXPECT_EQ(clean("r/a"), false);
}

}  // namespace
}  // namespace gavel::facts
