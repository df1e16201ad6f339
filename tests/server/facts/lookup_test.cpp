#include "server/facts/lookup.h"

#include <filesystem>
#include <functional>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

namespace fs = std::filesystem;

// A clock so far ahead that every folder seems calm: the worst case for what is taken as known.
std::int64_t late() {
  return 4'000'000'000'000'000'000;
}
// And one by which every folder has only just changed.
std::int64_t early() {
  return 0;
}

TEST(FactsLookup, WhateverChangesTheLookIsAnother) {
  const struct {
    const char* name;
    std::function<void(const Sandbox&)> before;
    std::function<void(const Sandbox&)> then;
  } rows[] = {
      {"a policy appears", [](const Sandbox&) {},
       [](const Sandbox& box) { box.write("repo/judge.json", "1"); }},
      {"one in a parent", [](const Sandbox&) {},
       [](const Sandbox& box) { box.write("judge.json", "1"); }},
      {"one in .pi", [](const Sandbox&) {},
       [](const Sandbox& box) { box.write("repo/.pi/judge.json", "1"); }},
      {"one in a .pi that was there", [](const Sandbox& box) { box.folder("repo/.pi"); },
       [](const Sandbox& box) { box.write("repo/.pi/judge.json", "1"); }},
      {"its text changes", [](const Sandbox& box) { box.write("repo/judge.json", "1"); },
       [](const Sandbox& box) { box.write("repo/judge.json", "22"); }},
      {"it is replaced",
       [](const Sandbox& box) {
         box.write("repo/judge.json", "1");
         box.write("new", "2");
       },
       [](const Sandbox& box) { fs::rename(box / "new", box / "repo/judge.json"); }},
      {"it goes", [](const Sandbox& box) { box.write("repo/judge.json", "1"); },
       [](const Sandbox& box) { fs::remove(box / "repo/judge.json"); }},
      {"it becomes a link", [](const Sandbox& box) { box.write("repo/judge.json", "1"); },
       [](const Sandbox& box) {
         fs::rename(box / "repo/judge.json", box / "other");
         box.link(box / "other", "repo/judge.json");
       }},
      {"a repository begins", [](const Sandbox&) {},
       [](const Sandbox& box) { box.folder("repo/.git"); }},
      {"a gitfile points elsewhere",
       [](const Sandbox& box) { box.write("repo/.git", "gitdir: /a\n"); },
       [](const Sandbox& box) { box.write("repo/.git", "gitdir: /bb\n"); }},
      {"the folder is another one", [](const Sandbox& box) { box.folder("spare/src"); },
       [](const Sandbox& box) {
         fs::rename(box / "repo", box / "old");
         fs::rename(box / "spare", box / "repo");
       }},
      {"the user's file changes", [](const Sandbox&) {},
       [](const Sandbox& box) { box.write("config/gavel/judge.json", "1"); }},
      {"the managed file changes", [](const Sandbox&) {},
       [](const Sandbox& box) { box.write("etc/judge.json", "1"); }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    for (const auto& now : {late, early}) {
      const Sandbox box;
      box.folder("repo/src");
      row.before(box);
      Lookup lookup({box / "config", box / "etc/judge.json"}, now);
      const Look first = lookup.at(box / "repo/src");
      lookup.begin();
      EXPECT_EQ(lookup.at(box / "repo/src"), first);
      row.then(box);
      lookup.begin();
      EXPECT_NE(lookup.at(box / "repo/src"), first);
    }
  }
}

TEST(FactsLookup, WhatGitWritesIntoItsFolderChangesNothing) {
  const Sandbox box;
  box.repository("repo");
  Lookup lookup({});
  const Look first = lookup.at(box / "repo");
  box.write("repo/.git/index.lock", "");
  lookup.begin();
  EXPECT_EQ(lookup.at(box / "repo"), first);
}

TEST(FactsLookup, LinksAndDotsLeadToTheRealFolder) {
  const Sandbox box;
  box.folder("repo/src");
  box.link(box / "repo", "link");
  Lookup lookup({});
  const Look real = lookup.at(box / "repo/src");
  EXPECT_EQ(real.cwd, box / "repo/src");
  for (const char* way : {"link/src", "repo/./src", "repo//src", "repo/src/", "repo/src/../src"}) {
    SCOPED_TRACE(way);
    EXPECT_EQ(lookup.at(box / way), real);
  }
  EXPECT_EQ(lookup.at("relative").cwd, "");
  EXPECT_EQ(lookup.at("").cwd, "");
}

TEST(FactsLookup, WhatDoesNotExistHasItsParents) {
  const Sandbox box;
  box.write("repo/judge.json", "1");
  Lookup lookup({});
  const Look look = lookup.at(box / "repo/none/at/all");
  ASSERT_GE(look.rungs.size(), 4u);
  EXPECT_TRUE(look.rungs[0].identity.empty());
  EXPECT_TRUE(look.rungs[3].judge.there);
}

TEST(FactsLookup, AFolderIsKnownAgainUnderAnotherName) {
  const Sandbox box;
  box.folder("repo");
  Lookup lookup({});
  const std::string before = lookup.at(box / "repo").rungs[0].identity;
  fs::rename(box / "repo", box / "renamed");
  lookup.begin();
  EXPECT_EQ(lookup.at(box / "renamed").rungs[0].identity, before);
}

TEST(FactsLookup, ManyFoldersAreBounded) {
  const Sandbox box;
  Lookup lookup({}, late, 4);
  for (int i = 0; i < 50; ++i) {
    const std::string name = "f" + std::to_string(i);
    box.folder(name);
    EXPECT_EQ(lookup.at(box / name).cwd, box / name);
    lookup.begin();
  }
  box.write("f0/judge.json", "1");
  EXPECT_TRUE(lookup.at(box / "f0").rungs[0].judge.there);
}

}  // namespace
}  // namespace gavel::facts
