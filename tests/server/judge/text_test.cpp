#include "server/judge/text.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

TEST(Text, ValidUtf8) {
  struct Row {
    std::string_view bytes;
    bool valid;
  };
  constexpr Row rows[] = {
      {"", true},
      {"plain", true},
      {"gr\xC3\xBC\xC3\x9F", true},
      {"\xF0\x9F\x98\x80", true},
      {"\x80", false},              // a continuation without its lead
      {"\xC3", false},              // cut
      {"\xC0\xAF", false},          // overlong
      {"\xE0\x80\xAF", false},      // overlong
      {"\xED\xA0\x80", false},      // surrogate
      {"\xF4\x90\x80\x80", false},  // above U+10FFFF
      {"\xFF", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bytes);
    EXPECT_EQ(valid_utf8(row.bytes), row.valid);
  }
}

TEST(Text, Unseen) {
  for (const char32_t code : {0x0u,    0x9u,    0xAu,    0x1Fu,   0x7Fu,    0x85u,    0xA0u,
                              0xADu,   0x61Cu,  0x200Bu, 0x200Fu, 0x202Eu,  0x2028u,  0x2066u,
                              0x2069u, 0x3000u, 0xFE0Fu, 0xFEFFu, 0xE0041u, 0x10FFFFu}) {
    EXPECT_TRUE(unseen(code)) << std::hex << static_cast<std::uint32_t>(code);
  }
  for (const char32_t code : {0x20u, 0x21u, 0x7Eu, 0xE9u, 0x410u, 0x4E2Du, 0x2014u, 0x1F600u}) {
    EXPECT_FALSE(unseen(code)) << std::hex << static_cast<std::uint32_t>(code);
  }
}

TEST(Text, EscapesWhatIsNotSeen) {
  EXPECT_EQ(escape_unseen("rm \xE2\x80\xAE"
                          "fr\x7F"),
            "rm \\u202efr\\u007f");
  EXPECT_EQ(escape_unseen("\xF3\xA0\x81\x81"), "\\udb40\\udc41");  // a tag character
  EXPECT_EQ(escape_unseen("a\xFF"
                          "b"),
            "a\\ufffdb");
  EXPECT_EQ(escape_unseen("gr\xC3\xBCn"), "gr\xC3\xBCn");
}

TEST(Text, OneLine) {
  EXPECT_EQ(one_line("  a\tb\n", 300), "a b");
  EXPECT_EQ(one_line("\x1b[31mred", 300), "[31mred");
  EXPECT_EQ(one_line("abcdef", 6), "abcdef");
  EXPECT_EQ(one_line("abcdefg", 6), "abcde…");
  EXPECT_EQ(one_line("\xC3\xA4\xC3\xB6\xC3\xBC", 2), "\xC3\xA4…");
  EXPECT_EQ(one_line("\xFF\xFE", 10), "");
}

}  // namespace
}  // namespace gavel::judge
