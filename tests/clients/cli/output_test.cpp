#include "clients/cli/output.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

struct Row {
  std::string text;
  std::string shown;
};

// What an agent wrote must not be able to redraw the terminal of whoever reads the log.
TEST(Printable, ShowsWhatWouldDeceive) {
  const Row rows[] = {
      {"plain text", "plain text"},
      {"caf\u00e9 \u4f60\u597d \U0001F600", "caf\u00e9 \u4f60\u597d \U0001F600"},
      {"\033[2J\033[1;1Hdone", "\\x1b[2J\\x1b[1;1Hdone"},
      {"a\rb", "a\\x0db"},
      {"a\nb", "a\\x0ab"},
      {"\u202Egnp.exe", "\\u{202e}gnp.exe"},
      {"zero\u200Bwidth", "zero\\u{200b}width"},
      {"\u0085next", "\\u{85}next"},
      {std::string("nul\0!", 5), "nul\\x00!"},
      {"\x7f", "\\x7f"},
      {"bad \xff\xfe utf8", "bad \\xff\\xfe utf8"},
      {"cut \xe2\x82", "cut \\xe2\\x82"},
      {"overlong \xc0\xaf", "overlong \\xc0\\xaf"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.shown);
    EXPECT_EQ(printable(row.text), row.shown);
  }
}

TEST(Printable, KeepsLinesWhenAsked) {
  EXPECT_EQ(printable("a\n\tb\x1b", true), "a\n\tb\\x1b");
}

TEST(Fitted, CutsAtCodePoints) {
  EXPECT_EQ(fitted("short", 10), "short");
  EXPECT_EQ(fitted("exactly10!", 10), "exactly10!");
  EXPECT_EQ(fitted("eleven chars", 6), "eleve…");
  EXPECT_EQ(fitted("ééééé", 3), "éé…");
}

}  // namespace
}  // namespace gavel::cli
