// A place in one source text; reading through it, backslash-newline is not there, as in bash.
#pragma once

#include <cstdint>
#include <string_view>

#include "rules/shell/bytes.h"

namespace gavel::shell {

class Cursor {
 public:
  static constexpr int none = -1;

  explicit Cursor(std::string_view text)
      : text_(text.data()), end_(static_cast<std::uint32_t>(text.size())) {}

  // The next byte, or `none`. Continuations in front of it are passed for good.
  int peek() {
    if (pos_ < end_ && text_[pos_] == '\\') skip_continuations();
    return pos_ < end_ ? static_cast<unsigned char>(text_[pos_]) : none;
  }
  // The byte after the next one. PRE: peek() was not `none`.
  int peek_second() {
    const std::uint32_t here = pos_++;
    const int second = peek();
    pos_ = here;
    return second;
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++pos_;
    return true;
  }
  bool accept(char first, char second) {
    if (peek() != first || peek_second() != second) return false;
    ++pos_;
    peek();
    ++pos_;
    return true;
  }
  // True at a byte that ends a word, and at the end of the text.
  bool at_word_end() {
    const int c = peek();
    return c == none || is(c, metacharacter);
  }

 protected:
  void skip_continuations() {
    while (end_ - pos_ >= 2 && text_[pos_] == '\\' && text_[pos_ + 1] == '\n') pos_ += 2;
  }
  std::string_view between(std::uint32_t begin, std::uint32_t end) const {
    return {text_ + begin, end - begin};
  }

  const char* text_;
  std::uint32_t pos_ = 0;
  std::uint32_t end_;
};

// Confines a cursor to a part of its text for as long as it lives.
class Window {
 public:
  Window(std::uint32_t& pos, std::uint32_t& end, std::uint32_t from, std::uint32_t to)
      : pos_(pos), end_(end), old_pos_(pos), old_end_(end) {
    pos_ = from;
    end_ = to;
  }
  ~Window() {
    pos_ = old_pos_;
    end_ = old_end_;
  }
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

 private:
  std::uint32_t& pos_;
  std::uint32_t& end_;
  std::uint32_t old_pos_;
  std::uint32_t old_end_;
};

}  // namespace gavel::shell
