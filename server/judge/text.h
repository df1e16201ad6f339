// Which characters may reach a person or a model as they are, and how the others are written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gavel::judge {

// Strict UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid_utf8(std::string_view text);

// Control, bidi, zero-width, tag and other characters that are not seen, or that look like an
// ASCII blank without being one.
bool unseen(char32_t code);

// Every unseen character as \uXXXX (a surrogate pair above U+FFFF), so it may stand in a JSON
// string; invalid bytes become \ufffd. Line feeds are escaped too.
std::string escape_unseen(std::string_view text);

// Spaces for what is unseen and for invalid bytes, trimmed, at most `limit` characters; a longer
// text ends with "…".
std::string one_line(std::string_view text, std::size_t limit);

std::string_view trim(std::string_view text);  // space, tab, CR, LF
std::string lower(std::string_view text);      // of ASCII letters alone

}  // namespace gavel::judge
