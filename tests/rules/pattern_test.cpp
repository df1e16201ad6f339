#include "rules/pattern.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Pattern, AsksOfAPartOrOfTheWhole) {
  const Result<Pattern> pattern = Pattern::compile("(?i)drop\\s+table");
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->matches("psql -c 'DROP  TABLE x'"), Hit::yes);
  EXPECT_EQ(pattern->matches("drop the table"), Hit::no);
  EXPECT_EQ(pattern->covers("psql -c 'DROP TABLE'"), Hit::no);
  EXPECT_EQ(pattern->covers("drop table"), Hit::yes);
}

TEST(Pattern, CannotBeEscapedByOddBytes) {
  const Result<Pattern> pattern = Pattern::compile("rm.*prod");
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->matches("rm \n prod"), Hit::yes);
  EXPECT_EQ(pattern->matches(std::string("rm \0 prod", 9)), Hit::yes);
  EXPECT_EQ(pattern->matches("rm \xFF\xC0 prod"), Hit::yes);
  EXPECT_EQ(pattern->matches("rm é prod"), Hit::yes);
}

TEST(Pattern, FailsOnATextBeyondItsLimit) {
  const Result<Pattern> pattern = Pattern::compile("a");
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->matches(std::string(Pattern::longest_text, 'a')), Hit::yes);
  EXPECT_EQ(pattern->matches(std::string(Pattern::longest_text + 1, 'a')), Hit::failed);
}

TEST(Pattern, SaysWhyItDoesNotCompile) {
  struct Row {
    std::string source, what;
  };
  const Row rows[] = {
      {"a(", "not a regular expression: missing ): a("},
      {"(a)\\1", "not a regular expression: invalid escape sequence: \\1"},
      {"(?=a)", "not a regular expression: invalid perl operator: (?="},
      {"", "expected a regular expression of 1 to 2000 bytes, got 0"},
      {std::string(2001, 'a'), "expected a regular expression of 1 to 2000 bytes, got 2001"},
      {"((a{100}){100}){100}", "not a regular expression: invalid repetition size: {100}"},
      {"\\pL{200}", "not a regular expression: pattern too large - compile failed"},
      {"\\pL{30}", "the regular expression is too large once compiled"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.source.substr(0, 40));
    const Result<Pattern> pattern = Pattern::compile(row.source);
    if (pattern.ok()) {
      ADD_FAILURE() << "it compiles";
      continue;
    }
    EXPECT_EQ(pattern.faults()[0].what, row.what);
  }
}

TEST(GlobCovers, TheWholeTextWithStarsThatCrossSlashes) {
  struct Row {
    std::string glob, text;
    bool covers;
  };
  const Row rows[] = {
      {"", "", true},
      {"*", "", true},
      {"*", "a/b", true},
      {"?", "", false},
      {"a*c", "abbc", true},
      {"a*c", "abbcd", false},
      {"*/.git", "/r/.git", true},
      {"a?c", "abc", true},
      {"a*b*c", "aXbYbZc", true},
      {"release/*", "release/1", true},
      {"release/*", "release", false},
      {"**a", "bca", true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.glob + " of " + row.text);
    EXPECT_EQ(glob_covers(row.glob, row.text), row.covers);
  }
}

TEST(GlobCovers, ManyStarsInBoundedSteps) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "*a";
  EXPECT_FALSE(glob_covers(glob + "b", std::string(4000, 'a')));
}

}  // namespace
}  // namespace gavel::rules
