// What each byte means to the reader: one table lookup instead of chains of comparisons.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gavel::shell {

enum ByteClass : std::uint8_t {
  blank = 1 << 0,          // space, tab; neither CR nor form feed nor vertical tab
  metacharacter = 1 << 1,  // ends an unquoted word
  word_stop = 1 << 2,      // an unquoted word cannot simply run over it
  quoted_stop = 1 << 3,    // the same inside double quotes and here-documents
  enclosed_stop = 1 << 4,  // the same inside ${...}, [...], pattern lists and arithmetic
  name_first = 1 << 5,
  name_rest = 1 << 6,
  digit = 1 << 7,
};

constexpr std::array<std::uint8_t, 256> make_byte_classes() {
  std::array<std::uint8_t, 256> table{};
  const auto add = [&table](std::string_view bytes, int classes) {
    for (const char c : bytes) {
      auto& entry = table[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | classes);
    }
  };
  add(" \t", blank);
  add(" \t\n;&|<>()", metacharacter | word_stop);
  add("\\'\"`$*?[{,}~", word_stop);
  add("\\\"`$", quoted_stop);
  add("\\'\"`$<>()[]{}/:*?", enclosed_stop);
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", name_first | name_rest);
  add("0123456789", digit | name_rest);
  return table;
}

inline constexpr std::array<std::uint8_t, 256> byte_classes = make_byte_classes();

constexpr bool is(char c, int classes) {
  return (byte_classes[static_cast<unsigned char>(c)] & classes) != 0;
}
// As above for what Cursor::peek returns; the end of the text is of no class.
constexpr bool is(int c, int classes) {
  return c >= 0 && is(static_cast<char>(c), classes);
}

constexpr bool is_pattern_operator(char c) {
  return c == '?' || c == '*' || c == '+' || c == '@' || c == '!';
}

}  // namespace gavel::shell
