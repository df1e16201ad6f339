#include "rules/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Utf8, KnowsWellFormedSequences) {
  struct Row {
    std::string text;
    std::size_t length;
  };
  const Row rows[] = {
      {"a", 1},
      {std::string("\0", 1), 1},
      {"\xC2\x80", 2},
      {"\xE2\x82\xAC", 3},
      {"\xED\x9F\xBF", 3},
      {"\xF0\x9F\x98\x80", 4},
      {"\xF4\x8F\xBF\xBF", 4},
      {"\x80", 0},              // a continuation byte
      {"\xC1\xBF", 0},          // longer than needed
      {"\xE0\x9F\xBF", 0},      // longer than needed
      {"\xF0\x8F\xBF\xBF", 0},  // longer than needed
      {"\xED\xA0\x80", 0},      // half of a surrogate pair
      {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"\xE2\x82", 0},  // cut
      {"\xE2\x28\xA1", 0},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(utf8_length(row.text), row.length) << ::testing::PrintToString(row.text);
  }
}

}  // namespace
}  // namespace gavel::rules
