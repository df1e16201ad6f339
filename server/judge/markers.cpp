#include "server/judge/markers.h"

#include <algorithm>

// marker = "<|" | "<" U+FF5C | "<" [ "/" ] name ">" | "[" [ "/" ] name "]"
// name   = letters, digits, "_" and "-"; at most 40; in brackets capitals and "_" alone, since
//          "[1]" may be the document's own
namespace gavel::judge {
namespace {

constexpr std::size_t max_name = 40;
constexpr std::string_view wide_bar = "\xEF\xBD\x9C";  // U+FF5C, DeepSeek's

bool capital(char c) {
  return (c >= 'A' && c <= 'Z') || c == '_';
}
bool lettered(char c) {
  return capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool names(std::string_view text, bool (*of_name)(char), char end) {
  if (text.starts_with('/')) text.remove_prefix(1);
  const auto length = static_cast<std::size_t>(
      std::distance(text.begin(), std::find_if_not(text.begin(), text.end(), of_name)));
  return length > 0 && length <= max_name && length < text.size() && text[length] == end;
}

bool begins_marker(std::string_view text) {
  const std::string_view rest = text.substr(1);
  if (text.front() == '[') return names(rest, capital, ']');
  return rest.starts_with('|') || rest.starts_with(wide_bar) || names(rest, lettered, '>');
}

}  // namespace

std::string without_markers(std::string_view json) {
  std::string shown;
  shown.reserve(json.size());
  for (; !json.empty(); json.remove_prefix(1)) {
    const char c = json.front();
    if ((c != '<' && c != '[') || !begins_marker(json)) {
      shown += c;
    } else {
      shown += c == '<' ? "\\u003c" : "\\u005b";
    }
  }
  return shown;
}

}  // namespace gavel::judge
