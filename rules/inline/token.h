// Cuts code into names, strings and signs, by the comment and string syntax of its language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::inline_code {

enum class Language : std::uint8_t { python, node, perl, ruby, php, awk, lua };

struct Token {
  enum class Kind : std::uint8_t {
    name,    // with its sigil: "$x" in perl and php
    string,  // text is the value, escapes resolved
    shell,   // `…`, qx(…), %x(…): text is run by a shell
    number,
    pattern,  // a regular expression; text is empty
    sign,     // one operator
    newline,
  };
  Kind kind = Kind::sign;
  std::string text;
  bool exact = true;    // of strings: no interpolation, so that text is the whole value
  bool spaced = false;  // a blank stands before it

  bool is(std::string_view sign) const { return kind == Kind::sign && text == sign; }
  bool names(std::string_view word) const { return kind == Kind::name && text == word; }
};

struct Tokens {
  std::vector<Token> list;
  std::vector<std::string> holes;  // code that stands inside strings: f"{…}", "#{…}", `${…}`
  bool broken = false;             // a string or comment that does not end
};

// Total and linear.
Tokens tokenize(Language language, std::string_view code);

}  // namespace gavel::inline_code
