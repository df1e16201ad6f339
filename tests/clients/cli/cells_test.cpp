#include "clients/cli/cells.h"

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

TEST(Cells, NothingInATextEndsACellOrALine) {
  const struct {
    std::string text;
    const char* cell;
    const char* code;
  } rows[] = {
      {"", "(none)", "(none)"},
      {"make | tee x", "make \\| tee x", "`make \\| tee x`"},
      {"two\nlines", "two\\x0alines", "`two\\x0alines`"},
      {"a `b` c", "a `b` c", "`a 'b' c`"},
      {"\x1b[31mred", "\\x1b[31mred", "`\\x1b[31mred`"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(cell(row.text), row.cell);
    EXPECT_EQ(code_cell(row.text), row.code);
  }
  EXPECT_EQ(code_cell("a long command", 6), "`a lon…`");
}

TEST(Cells, Numbers) {
  EXPECT_EQ(dollars(0.125), "$0.1250");
  EXPECT_EQ(percent(1, 8), "12.5 %");
  EXPECT_EQ(percent(0, 0), "");
  EXPECT_EQ(micros(12), "12 us");
  EXPECT_EQ(micros(840'000), "840 ms");
  EXPECT_EQ(micros(3'200'000), "3.2 s");
}

TEST(Cells, TablesNameTheirColumnsOfNumbers) {
  EXPECT_EQ(table_head({"rule", ">calls"}), "| rule | calls |\n|---|---:|\n");
  EXPECT_EQ(table_line({"a", "1"}), "| a | 1 |\n");
}

}  // namespace
}  // namespace gavel::cli
