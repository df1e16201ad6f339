#include "rules/shell/expand_pattern.h"

#include <algorithm>
#include <charconv>

namespace gavel::shell {
namespace {

// Length of the [set] at the start of `pattern`; 0 when it is not closed.
std::size_t set_length(std::string_view pattern) {
  std::size_t at = 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;
  while (at < pattern.size() && pattern[at] != ']') {
    if (pattern[at] == '[' && at + 1 < pattern.size() && pattern[at + 1] == ':') {
      const std::size_t end = pattern.find(":]", at + 2);
      if (end != std::string_view::npos) at = end + 1;
    }
    ++at;
  }
  return at < pattern.size() ? at + 1 : 0;
}

bool in_set(std::string_view set, char c) {
  std::size_t at = 1;
  const bool negated = set[at] == '!' || set[at] == '^';
  if (negated) ++at;
  bool found = false;
  const std::size_t last = set.size() - 1;
  while (at < last) {
    if (set[at] == '[' && set[at + 1] == ':' && set.find(":]", at) != std::string_view::npos) {
      found = true;  // a class: taken as matching, the reading that hides least
      at = set.find(":]", at) + 2;
      continue;
    }
    if (at + 2 < last && set[at + 1] == '-') {
      if (c >= set[at] && c <= set[at + 2]) found = true;
      at += 3;
      continue;
    }
    if (set[at] == c) found = true;
    ++at;
  }
  return found != negated;
}

// Matches one pattern element against one character; its length in `used`, 0 for no match.
bool match_one(std::string_view pattern, char c, std::size_t& used) {
  if (pattern[0] == '?') return used = 1, true;
  if (pattern[0] == '[') {
    if (const std::size_t length = set_length(pattern); length > 0) {
      used = length;
      return in_set(pattern.substr(0, length), c);
    }
  }
  const std::size_t skip = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
  used = skip + 1;
  return pattern[skip] == c;
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    std::size_t used = 0;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && match_one(pattern.substr(p), text[t], used)) {
      p += used;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string remove_prefix(std::string_view text, std::string_view pattern, bool longest) {
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const std::size_t length = longest ? text.size() - i : i;
    if (pattern_matches(pattern, text.substr(0, length))) return std::string(text.substr(length));
  }
  return std::string(text);
}

std::string remove_suffix(std::string_view text, std::string_view pattern, bool longest) {
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const std::size_t keep = longest ? i : text.size() - i;
    if (pattern_matches(pattern, text.substr(keep))) return std::string(text.substr(0, keep));
  }
  return std::string(text);
}

std::string replace(std::string_view text, std::string_view pattern, std::string_view by, bool all,
                    char anchor) {
  std::string out;
  std::size_t at = 0;
  bool done = false;
  while (at <= text.size() && !done) {
    std::size_t length = std::string_view::npos;
    for (std::size_t n = text.size() - at + 1; n-- > 0;) {
      if (anchor == '%' && at + n != text.size()) continue;
      if (n == 0 && anchor == 0) break;
      if (pattern_matches(pattern, text.substr(at, n))) {
        length = n;
        break;
      }
    }
    if (length != std::string_view::npos) {
      out.append(by);
      at += length;
      done = !all || anchor != 0;
      continue;
    }
    if (anchor == '#') break;
    if (at < text.size()) out.push_back(text[at]);
    ++at;
  }
  if (at < text.size()) out.append(text.substr(at));
  return out;
}

std::string change_case(std::string_view text, char op, bool all) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size() && (all || i == 0); ++i) {
    char& c = out[i];
    if (op == '^' && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (op == ',' && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<std::int64_t> decimal(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.size() > 1 && (text[0] == '0' || (text[0] == '-' && text[1] == '0')))
    return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> substring(std::string_view text, std::int64_t offset,
                                     std::optional<std::int64_t> length) {
  const auto size = static_cast<std::int64_t>(text.size());
  if (offset < -size || offset > size || (length && (*length > size || *length < -size))) {
    if (offset >= -size && offset <= size && length && *length > size) {
      length.reset();
    } else {
      return std::nullopt;
    }
  }
  const std::int64_t from = offset < 0 ? size + offset : offset;
  std::int64_t to = size;
  if (length) to = *length < 0 ? size + *length : std::min(size, from + *length);
  if (to < from) return std::nullopt;
  return std::string(
      text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

}  // namespace gavel::shell
