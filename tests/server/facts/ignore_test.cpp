#include "server/facts/ignore.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

struct GlobRow {
  const char* pattern;
  const char* text;
  bool matches;
};

TEST(FactsIgnore, Globs) {
  const GlobRow rows[] = {
      {"a", "a", true},
      {"a", "b", false},
      {"*", "abc", true},
      {"*", "a/b", false},
      {"a*c", "abbc", true},
      {"a*c", "ab/c", false},
      {"*.o", ".o", true},
      {"a?c", "abc", true},
      {"a?c", "a/c", false},
      {"[a-c]x", "bx", true},
      {"[a-c]x", "dx", false},
      {"[!a-c]x", "dx", true},
      {"[^a]x", "ax", false},
      {"[]]", "]", true},
      {"[]-a]", "^", true},
      {"[a-]", "-", true},
      {"[[:digit:]]", "7", true},
      {"[[:alpha:]_]", "_", true},
      {"[[:digit:]]", "a", false},
      {"[", "[", false},
      {"[a", "a", false},
      {"\\*", "*", true},
      {"\\*", "a", false},
      {"a\\", "a\\", false},
      {"**", "a/b", true},
      {"**/b", "b", true},
      {"**/b", "a/x/b", true},
      {"a/**", "a", false},
      {"a/**", "a/b/c", true},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "ab", false},
      {"a/*/b", "a/x/b", true},
      {"a/*/b", "a/b", false},
      {"a**b", "axxb", true},
      {"a**b", "a/b", false},
      {"*/b", "a/b", true},
      {"*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
      {"**/**/**/x", "a/b/c/d/e/f", false},
  };
  for (const GlobRow& row : rows) {
    SCOPED_TRACE(std::string(row.pattern) + " ~ " + row.text);
    EXPECT_EQ(glob_match(row.pattern, row.text), row.matches);
  }
}

TEST(FactsIgnore, TheLastRuleThatSpeaksDecides) {
  const struct {
    const char* rules;
    const char* path;
    bool is_folder;
    std::optional<bool> says;
  } rows[] = {
      {"*.o\n", "a.o", false, true},
      {"*.o\n", "dir/a.o", false, true},
      {"*.o\n", "a.c", false, std::nullopt},
      {"/a.o\n", "dir/a.o", false, std::nullopt},
      {"/a.o\n", "a.o", false, true},
      {"dir/a.o\n", "dir/a.o", false, true},
      {"dir/a.o\n", "x/dir/a.o", false, std::nullopt},
      {"build/\n", "build", true, true},
      {"build/\n", "build", false, std::nullopt},
      {"build/\n", "x/build", true, true},
      {"*.o\n!keep.o\n", "keep.o", false, false},
      {"!keep.o\n*.o\n", "keep.o", false, true},
      {"# comment\n\n\\#file\n", "#file", false, true},
      {"\\!file\n", "!file", false, true},
      {"trailing  \n", "trailing", false, true},
      {"kept\\ \n", "kept ", false, true},
      {"crlf\r\n", "crlf", false, true},
      {"\xEF\xBB\xBF"
       "bom\n",
       "bom", false, true},
      {"no-newline", "no-newline", false, true},
      {"**/x\n", "a/b/x", false, true},
      {"/\n", "x", true, std::nullopt},
      {"!\n", "x", false, std::nullopt},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.rules) + " ~ " + row.path);
    EXPECT_EQ(decide(parse_ignore(row.rules), row.path, row.is_folder), row.says);
  }
}

// git itself is the oracle: each pattern alone in a .gitignore, each file asked of check-ignore.
TEST(FactsIgnore, AgreesWithGit) {
  const char* patterns[] = {"*",      "*.o",    "/a",    "a/",          "a/b",    "**/b",  "a/**",
                            "a/**/c", "b*",     "[ab]",  "[!a]",        "?",      "a?",    "\\a",
                            "/*/b",   "**",     "b/",    "c.o",         "**/c.o", "/**/c", "a**",
                            "*/c.o",  "[a-b]*", "*[.]o", "[[:alpha:]]", "a//b",   "./a",   "a/."};
  const char* files[] = {"a/b/c", "a/b/c.o", "a/x", "b", "c.o", "ab", "x/a/b", "x/c.o", "d/c/y"};
  const Sandbox box;
  for (const char* file : files) box.write(std::string("r/") + file, "x");
  ASSERT_TRUE(box.git("r", {"init", "-q"}));
  for (const char* pattern : patterns) {
    box.write("r/.gitignore", std::string(pattern) + "\n");
    const std::vector<IgnoreRule> rules = parse_ignore(std::string(pattern) + "\n");
    for (const std::string file : files) {
      SCOPED_TRACE(std::string(pattern) + " ~ " + file);
      bool ours = false;
      for (std::size_t slash = file.find('/'); slash != std::string::npos && !ours;
           slash = file.find('/', slash + 1)) {
        ours = decide(rules, file.substr(0, slash), true).value_or(false);
      }
      ours = ours || decide(rules, file, false).value_or(false);
      EXPECT_EQ(ours, box.git("r", {"check-ignore", "-q", file}));
    }
  }
}

}  // namespace
}  // namespace gavel::facts
