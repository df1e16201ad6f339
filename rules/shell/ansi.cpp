#include "rules/shell/ansi.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace gavel::shell {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_utf8(std::string& to, std::uint32_t code) {
  if (code < 0x80) {
    to += static_cast<char>(code);
    return;
  }
  int continuation = 1;
  for (std::uint32_t limit = 0x800; continuation < 5 && code >= limit; limit <<= 5) ++continuation;
  const std::uint32_t lead = 0xffu << (7 - continuation);
  to += static_cast<char>((lead & 0xff) | (code >> (6 * continuation)));
  while (continuation-- > 0) {
    to += static_cast<char>(0x80 | ((code >> (6 * continuation)) & 0x3f));
  }
}

class Decoder {
 public:
  explicit Decoder(std::string_view raw) : raw_(raw) {}

  std::string decode() {
    while (at_ < raw_.size() && !ended_) {
      const char c = raw_[at_++];
      if (c != '\\' || at_ == raw_.size()) {
        put(c);
      } else {
        escape(raw_[at_++]);
      }
    }
    return std::move(out_);
  }

 private:
  void put(char c) {
    if (c == '\0') ended_ = true;
    if (!ended_) out_ += c;
  }
  std::uint32_t number(int base, int digits, int& read) {
    std::uint32_t value = 0;
    for (read = 0; read < digits && at_ < raw_.size(); ++read, ++at_) {
      const int digit = hex_value(raw_[at_]);
      if (digit < 0 || digit >= base) break;
      value = value * static_cast<std::uint32_t>(base) + static_cast<std::uint32_t>(digit);
    }
    return value;
  }
  void escape(char c);
  void hexadecimal();
  void unicode(char letter);
  void control();

  std::string_view raw_;
  std::string out_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

constexpr std::string_view escape_letters = "abeEfnrtv\\'\"?";
constexpr std::string_view escape_values = "\a\b\033\033\f\n\r\t\v\\'\"?";

void Decoder::escape(char c) {
  const std::size_t simple = escape_letters.find(c);
  int read = 0;
  if (simple != std::string_view::npos) {
    put(escape_values[simple]);
  } else if (c >= '0' && c <= '7') {
    --at_;
    put(static_cast<char>(number(8, 3, read)));
  } else if (c == 'x') {
    hexadecimal();
  } else if (c == 'u' || c == 'U') {
    unicode(c);
  } else if (c == 'c' && at_ < raw_.size()) {
    control();
  } else {
    put('\\');
    put(c);
  }
}

// \xHH, and \x{H...} of which the low byte counts.
void Decoder::hexadecimal() {
  const bool braced = at_ < raw_.size() && raw_[at_] == '{';
  if (braced) ++at_;
  int read = 0;
  const std::uint32_t value = number(16, braced ? 1 << 20 : 2, read);
  if (read == 0 && !braced) {
    put('\\');
    put('x');
    return;
  }
  if (braced && at_ < raw_.size() && raw_[at_] == '}') ++at_;
  put(static_cast<char>(value));
}

void Decoder::unicode(char letter) {
  int read = 0;
  const std::uint32_t code = number(16, letter == 'u' ? 4 : 8, read);
  if (read == 0) {
    put('\\');
    put(letter);
  } else if (code == 0) {
    ended_ = true;
  } else {
    append_utf8(out_, code & 0x7fffffff);
  }
}

void Decoder::control() {
  char c = raw_[at_++];
  if (c == '\\' && at_ < raw_.size() && raw_[at_] == '\\') ++at_;
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  put(c == '?' ? '\x7f' : static_cast<char>(c & 0x1f));
}

}  // namespace

bool is_inert(std::string_view text, bool blanks) {
  static constexpr std::string_view others = "_./:,+-%@=^";
  return std::all_of(text.begin(), text.end(), [blanks](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    return letter || static_cast<unsigned char>(c) >= 0x80 || (blank && blanks) ||
           others.find(c) != std::string_view::npos;
  });
}

std::string decode_ansi(std::string_view raw) {
  return Decoder(raw).decode();
}

}  // namespace gavel::shell
