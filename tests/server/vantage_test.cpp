#include "server/vantage.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/server/net/client.h"

namespace gavel::server {
namespace {

using net::test::Folder;

constexpr std::int64_t nobody = -1;

TEST(Vantage, RootsAreTwoAbsolutePaths) {
  for (const char* bad : {"", "/w", "/w=p", "w=/p", "=/p", "/w="}) {
    SCOPED_TRACE(bad);
    const Result<facts::Mappings> read = read_roots({"/ok=/tmp", bad});
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.faults().size(), 1u);
    EXPECT_EQ(read.faults().front().kind, FaultKind::range);
  }
  const Result<facts::Mappings> read = read_roots({"/workspace/=/tmp/../tmp/"});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->here("/workspace/a").value_or(""), "/tmp/a");
}

// The process that calls is this one, so its folders are ours; or nobody knows.
TEST(Vantage, WhatWeDoNotSeeIsNotJudgedByItsName) {
  const Folder folder;
  const std::string repo = std::filesystem::canonical(folder.file("")).string() + "/repo";
  std::filesystem::create_directories(repo + "/sub");
  const std::int64_t self = getpid();
  enum class Seen { by_our_names, by_theirs, gone, no };
  const struct {
    std::vector<std::string> roots;
    std::string cwd;
    std::int64_t pid;
    Seen seen;
  } rows[] = {
      {{}, repo, self, Seen::by_our_names},
      {{}, repo, nobody, Seen::by_our_names},
      {{}, repo + "/gone", self, Seen::gone},
      {{}, repo + "/gone", nobody, Seen::no},
      {{"/workspace=" + repo}, "/workspace", nobody, Seen::by_theirs},
      {{"/workspace=" + repo}, "/workspace/sub", nobody, Seen::by_theirs},
      {{"/workspace=" + repo}, "/workspace/none", nobody, Seen::no},
      {{"/workspace=" + repo}, "/tmp", nobody, Seen::no},
      {{"/workspace=" + repo}, repo, nobody, Seen::no},
      {{"/workspace=" + repo}, repo, self, Seen::by_our_names},
      // The caller has no such folder, and it is looked at: what it says of itself is not believed.
      {{"/workspace=" + repo}, "/workspace", self, Seen::gone},
      {{repo + "=" + repo + "/sub"}, repo, self, Seen::by_our_names},
      {{repo + "=" + repo}, repo, self, Seen::by_theirs},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.cwd + (row.roots.empty() ? "" : " with " + row.roots.front()) +
                 (row.pid == nobody ? ", unknown" : ""));
    const Result<facts::Mappings> roots = read_roots(row.roots);
    ASSERT_TRUE(roots.ok());
    const Result<Vantage> vantage = vantage_of(*roots, row.cwd, row.pid);
    ASSERT_EQ(vantage.ok(), row.seen != Seen::no);
    if (!vantage.ok()) {
      EXPECT_NE(vantage.faults().front().what.find("cannot see"), std::string::npos);
      continue;
    }
    EXPECT_EQ(vantage->sees(), row.seen != Seen::gone);
    const bool mapped = vantage->here("/tmp") == std::nullopt;
    EXPECT_EQ(mapped, row.seen == Seen::by_theirs);
  }
}

TEST(Vantage, FoldersOfOursHaveTheAgentsNames) {
  const Vantage plain;
  EXPECT_EQ(plain.theirs("/home/me/p", "/home/me/p/a"), "/home/me/p");
  EXPECT_EQ(plain.here("/a").value_or(""), "/a");
  const Vantage box(facts::Mappings(std::vector<facts::Mapping>{{"/workspace", "/home/me/p/app"}}));
  EXPECT_EQ(box.theirs("/home/me/p/app", "/workspace/a"), "/workspace");
  EXPECT_EQ(box.theirs("/home/me/p/app/a", "/workspace/a"), "/workspace/a");
  // The repository's root is not mounted: the part of it that is stands for it.
  EXPECT_EQ(box.theirs("/home/me/p", "/workspace/a"), "/workspace");
  EXPECT_EQ(box.theirs("", "/workspace/a"), "");
  std::vector<std::string> own = {"/usr/bin/gavel", "/home/me/p/app/.state"};
  box.add_names(own);
  EXPECT_EQ(own, (std::vector<std::string>{"/usr/bin/gavel", "/home/me/p/app/.state",
                                           "/workspace/.state"}));
}

}  // namespace
}  // namespace gavel::server
