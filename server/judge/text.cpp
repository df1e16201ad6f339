#include "server/judge/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>

namespace gavel::judge {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15: Cc, Cf, Zl, Zp, Zs without U+0020, Default_Ignorable_Code_Point, noncharacters.
constexpr Range unseen_ranges[] = {
    {0x0000, 0x001F},   {0x007F, 0x00A0},    {0x00AD, 0x00AD},   {0x034F, 0x034F},
    {0x0600, 0x0605},   {0x061C, 0x061C},    {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x0890, 0x0891},   {0x08E2, 0x08E2},    {0x115F, 0x1160},   {0x1680, 0x1680},
    {0x17B4, 0x17B5},   {0x180B, 0x180F},    {0x2000, 0x200F},   {0x2028, 0x202F},
    {0x205F, 0x206F},   {0x2800, 0x2800},    {0x3000, 0x3000},   {0x3164, 0x3164},
    {0xFDD0, 0xFDEF},   {0xFE00, 0xFE0F},    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},   {0xFFFE, 0xFFFF},    {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},  {0x1D173, 0x1D17A}, {0x1FFFE, 0x1FFFF},
    {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
};

struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;  // bytes; 0: the first byte begins no valid character
};

struct Lead {
  unsigned char mask;
  unsigned char mark;
  std::size_t length;
  char32_t least;
};

constexpr Lead leads[] = {
    {0x80, 0x00, 1, 0x0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

Decoded decode(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto* const lead = std::find_if(std::begin(leads), std::end(leads), [&](const Lead& row) {
    return (first & row.mask) == row.mark;
  });
  if (lead == std::end(leads) || text.size() < lead->length) return {};
  char32_t code = first & static_cast<unsigned char>(~lead->mask);
  for (std::size_t i = 1; i < lead->length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte & 0x3F);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < lead->least || code > 0x10FFFF || surrogate) return {};
  return {code, lead->length};
}

// Calls visit(code or nullopt for a bad byte, its bytes) for each character in order.
template <class Visit>
void each_character(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const Decoded one = decode(text);
    const std::size_t length = one.length == 0 ? 1 : one.length;
    visit(one.length == 0 ? std::nullopt : std::optional(one.code), text.substr(0, length));
    text.remove_prefix(length);
  }
}

void append_unit(std::string& out, std::uint32_t unit) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += digits[(unit >> shift) & 0xF];
}

void append_escape(std::string& out, char32_t code) {
  if (code < 0x10000) return append_unit(out, code);
  const std::uint32_t rest = code - 0x10000;
  append_unit(out, 0xD800 + (rest >> 10));
  append_unit(out, 0xDC00 + (rest & 0x3FF));
}

}  // namespace

bool unseen(char32_t code) {
  const auto* const range =
      std::lower_bound(std::begin(unseen_ranges), std::end(unseen_ranges), code,
                       [](const Range& row, char32_t value) { return row.last < value; });
  return range != std::end(unseen_ranges) && code >= range->first;
}

bool valid_utf8(std::string_view text) {
  bool valid = true;
  each_character(text, [&](std::optional<char32_t> code, std::string_view) {
    valid = valid && code.has_value();
  });
  return valid;
}

std::string escape_unseen(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  each_character(text, [&](std::optional<char32_t> code, std::string_view bytes) {
    if (!code) {
      append_escape(out, 0xFFFD);
    } else if (unseen(*code)) {
      append_escape(out, *code);
    } else {
      out += bytes;
    }
  });
  return out;
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lowered;
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t count = 0;
  std::size_t cut = 0;  // where the text ends when it is too long
  each_character(trim(text), [&](std::optional<char32_t> code, std::string_view bytes) {
    if (++count == limit) cut = out.size();
    if (count <= limit) out += code && !unseen(*code) ? bytes : std::string_view(" ");
  });
  if (count > limit) {
    out.resize(cut);
    out += "…";
  }
  return std::string(trim(out));
}

}  // namespace gavel::judge
