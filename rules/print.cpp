#include "rules/print.h"

#include <algorithm>

namespace gavel::rules {
namespace {

constexpr std::string_view plain_marks = "_-./,:=@%+^~#!";

bool plain(char c, bool glob) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || plain_marks.find(c) != std::string_view::npos ||
         static_cast<unsigned char>(c) >= 0x80 ||
         (glob && std::string_view("*?[]{}()|").find(c) != std::string_view::npos);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string print_word(const Argument& word) {
  std::string out;
  const bool bare = !word.text.empty() && std::all_of(word.text.begin(), word.text.end(),
                                                      [&](char c) { return plain(c, word.glob); });
  if (bare || (word.text.empty() && !word.exact())) {
    out = word.text;
  } else {
    out = quoted(word.text);
  }
  if (!word.exact()) out += word.why.empty() ? "$?" : one_line(word.why);
  return out;
}

std::string print_words(std::span<const Argument> words,
                        const std::vector<std::size_t>& data_words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += ' ';
    const bool data = std::find(data_words.begin(), data_words.end(), i) != data_words.end();
    out += data ? "…" : print_word(words[i]);
  }
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 4096)) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20;
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace gavel::rules
