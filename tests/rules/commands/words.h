// Splits the command lines of tables into words: quotes, $unknown, globs; nothing more of a shell.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/model/argument.h"

namespace gavel::testing {

inline Argument finish_word(std::string text, bool quoted) {
  Argument word;
  word.quoted = quoted;
  const std::size_t dollar = quoted ? std::string::npos : text.find('$');
  if (dollar != std::string::npos) {
    word.why = text.substr(dollar);
    text.resize(dollar);
    word.known = text.empty() ? Argument::Known::unknown : Argument::Known::partial;
  }
  word.glob = !quoted && text.find_first_of("*?") != std::string::npos;
  word.text = std::move(text);
  return word;
}

inline std::vector<Argument> split_words(std::string_view line) {
  std::vector<Argument> words;
  std::string text;
  bool open = false, quoted = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        text += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      open = quoted = true;
    } else if (c == ' ') {
      if (open) words.push_back(finish_word(std::exchange(text, {}), quoted));
      open = quoted = false;
    } else {
      text += c;
      open = true;
    }
  }
  if (open) words.push_back(finish_word(std::move(text), quoted));
  return words;
}

}  // namespace gavel::testing
