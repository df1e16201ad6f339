#include "rules/shell/ansi.h"

#include <gtest/gtest.h>

namespace gavel::shell {
namespace {

TEST(Ansi, DecodesAsBashDoes) {
  const struct {
    std::string_view raw;
    std::string_view value;
  } rows[] = {
      {"plain", "plain"},
      {"a\\tb\\n", "a\tb\n"},
      {"\\a\\b\\e\\E\\f\\r\\v", "\a\b\033\033\f\r\v"},
      {"\\\\\\'\\\"\\?", "\\'\"?"},
      {"\\101\\60", "A0"},
      {"\\1012", "A2"},
      {"\\x41\\x4g", "A\x04g"},
      {"\\x{41}z", "Az"},
      {"\\x{141}", "A"},
      {"\\xg", "\\xg"},
      {"\\u41\\u00e9", "A\xc3\xa9"},
      {"\\u20ac", "\xe2\x82\xac"},
      {"\\U1f600", "\xf0\x9f\x98\x80"},
      {"\\uq", "\\uq"},
      {"\\cA\\ca\\c?", "\x01\x01\x7f"},
      {"\\c\\\\x", "\x1cx"},
      {"\\q", "\\q"},
      {"a\\0b", "a"},
      {"a\\x00b", "a"},
      {"a\\x{}b", "a"},
      {"\\u0000b", ""},
      {"a\\", "a\\"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.raw);
    EXPECT_EQ(decode_ansi(row.raw), row.value);
  }
}

}  // namespace
}  // namespace gavel::shell
