#include "rules/globs.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Globs, OneComponent) {
  const struct {
    const char* pattern;
    const char* name;
    bool matches;
  } rows[] = {
      {"*.c", "a.c", true},       {"*.c", "a.h", false},      {"a?c", "abc", true},
      {"[a-c]x", "bx", true},     {"[!a-c]x", "bx", false},   {"[]x]y", "]y", true},
      {"\\*", "*", true},         {"\\*", "a", false},        {"*", "", true},
      {"a*b*c", "aXXbYYc", true}, {"a*b*c", "aXXbYY", false}, {"[abc", "[abc", true},
      {"[[:alpha:]]", "q", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " on " + row.name);
    EXPECT_EQ(glob_matches(row.pattern, row.name), row.matches);
  }
  EXPECT_TRUE(glob_matches("JUDGE.*", "judge.json", true));
}

TEST(Globs, WholePaths) {
  const struct {
    const char* pattern;
    const char* path;
    bool matches;
  } rows[] = {
      {"a/**/z", "a/z", true},         {"a/**/z", "a/b/c/z", true}, {"a/**", "a", true},
      {"**/x", "a/b/x", true},         {"a/*", "a/b/c", false},     {"a/*/c", "a/b/c", true},
      {"**", "anything/at/all", true}, {"a", "a/b", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " on " + row.path);
    EXPECT_EQ(path_matches(row.pattern, row.path), row.matches);
  }
}

TEST(Globs, ManyStarsStayLinear) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(20'000, 'a')));
}

TEST(IgnoreList, FollowsGitignore) {
  const IgnoreList list(
      {"# comment", "*.log", "!keep.log", "/build", "docs/*.md", "out/", "**/gen"});
  const struct {
    const char* path;
    bool matches;
  } rows[] = {
      {"a.log", true},     {"deep/a.log", true}, {"keep.log", false}, {"build", true},
      {"build/x/y", true}, {"src/build", false}, {"docs/a.md", true}, {"docs/x/a.md", false},
      {"out/f", true},     {"a/out", true},      {"a/b/gen/c", true}, {"src/main.c", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(list.matches(row.path), row.matches);
  }
}

TEST(IgnoreList, CannotReincludeBelowAnExcludedFolder) {
  EXPECT_TRUE(IgnoreList({"out/", "!out/keep"}).matches("out/keep"));
}

}  // namespace
}  // namespace gavel::rules
