#include "rules/shell/keyword.h"

#include <gtest/gtest.h>

namespace gavel::shell {
namespace {

TEST(Keyword, KnowsTheReservedWordsAndNothingElse) {
  for (const char* word : {"if",    "then", "elif", "else", "fi", "for",  "select",   "while",
                           "until", "do",   "done", "case", "in", "esac", "function", "coproc",
                           "time",  "{",    "}",    "[[",   "]]", "!"}) {
    EXPECT_NE(keyword_of(word), Keyword::none) << word;
    EXPECT_EQ(spelling(keyword_of(word)), word);
    EXPECT_EQ(expected(keyword_of(word)), "expected `" + std::string(word) + "`");
  }
  for (const char* word : {"", "If", "iff", "[", "]", "((", "return", "local", "\"if\""}) {
    EXPECT_EQ(keyword_of(word), Keyword::none) << word;
  }
}

TEST(Keyword, ClosingWordsStartNoCommand) {
  for (const char* word : {"then", "elif", "else", "fi", "do", "done", "in", "esac", "}"}) {
    EXPECT_TRUE(is_closing(keyword_of(word))) << word;
    EXPECT_FALSE(starts_compound(keyword_of(word))) << word;
  }
  for (const char* word : {"if", "for", "select", "while", "until", "case", "{", "[["}) {
    EXPECT_TRUE(starts_compound(keyword_of(word))) << word;
    EXPECT_FALSE(is_closing(keyword_of(word))) << word;
  }
}

}  // namespace
}  // namespace gavel::shell
