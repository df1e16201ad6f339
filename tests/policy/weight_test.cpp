#include "policy/weight.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

TEST(Weight, RepetitionsMultiplyWhatTheyRepeat) {
  struct Row {
    const char* expression;
    std::size_t least;
    std::size_t most;
  };
  const Row rows[] = {
      {"", 0, 0},
      {"abc", 3, 3},
      {"a{1000}", 1000, 1000},
      {"a{2,}b{,x}", 3, 10},
      {"(a{1000}){1000}", 1'000'000, 1'100'000},
      {"[a-z]{1,20}[0-9]{9}", 29, 29},
      {"[]{2}]{3}", 3, 9},
      {R"(\pL{8})", 2400, 2400},
      {R"([\pL\pN]{8})", 2400, 2400},
      {R"(\(a\){3})", 4, 6},
      {".{10}", 200, 200},
      {"((((", 0, 10},
      {"))))", 0, 10},
      {"a{99999999999999999999}{99999999}{99999999}", most_weight, most_weight},
      {"x{", 2, 2},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.expression);
    EXPECT_GE(weight_of(row.expression), row.least);
    EXPECT_LE(weight_of(row.expression), row.most);
  }
}

TEST(Weight, IsLinearInTheText) {
  EXPECT_EQ(weight_of(std::string(100'000, '(')), 100'000u);
  EXPECT_EQ(weight_of(std::string(100'000, 'a')), 100'000u);
}

}  // namespace
}  // namespace gavel::policy
