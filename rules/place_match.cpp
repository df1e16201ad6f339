#include "rules/place_match.h"

#include <algorithm>

#include "rules/globs.h"
#include "rules/paths.h"

namespace gavel::rules {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Cheap refusals first: most rows differ in their first letter or last name.
bool row_matches(std::string_view pattern, std::string_view relative) {
  if (relative.empty()) return false;
  const char first = pattern.front();
  if (first != '*' && first != '?' && first != '[' && lower(first) != lower(relative.front()))
    return false;
  const std::size_t slash = pattern.find_first_of("/*?[");
  if (slash != std::string_view::npos &&
      !same_folded(pattern.substr(0, slash), relative.substr(0, slash))) {
    return false;
  }
  if (slash == std::string_view::npos) return same_folded(pattern, relative);
  return path_matches(pattern, relative, true);
}

// The last components of `path`, as many as the pattern has; with a `**` tail, any stretch.
bool anywhere_matches(std::string_view pattern, std::string_view path) {
  const bool tail = pattern.size() > 3 && pattern.substr(pattern.size() - 3) == "/**";
  if (tail) {
    const std::string_view head = pattern.substr(0, pattern.size() - 3);
    for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
         slash = path.find('/', slash + 1)) {
      const std::string_view rest = path.substr(slash + 1);
      if (!rest.empty() && (head.front() == '*' || lower(rest.front()) == lower(head.front())) &&
          row_matches(pattern, rest)) {
        return true;
      }
    }
    return false;
  }
  const auto slashes = std::count(pattern.begin(), pattern.end(), '/');
  std::size_t at = path.size();
  for (auto left = slashes; left >= 0; --left) {
    if (at == 0) return false;
    at = path.find_last_of('/', at - 1);
    if (at == std::string_view::npos) return false;
  }
  const std::string_view last = path.substr(at + 1);
  if (slashes == 0 && pattern.front() == '*' && !has_glob(pattern.substr(1))) {
    return ends_folded(last, pattern.substr(1));
  }
  return row_matches(pattern, last);
}

}  // namespace

bool same_folded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](char x, char y) { return lower(x) == lower(y); });
}

bool ends_folded(std::string_view text, std::string_view tail) {
  return text.size() >= tail.size() && same_folded(text.substr(text.size() - tail.size()), tail);
}

bool lies_in(std::span<const PlaceRow> rows, std::string_view path, std::string_view home) {
  const std::string_view in_home = is_within(path, home) ? below(path, home) : std::string_view();
  for (const PlaceRow& row : rows) {
    switch (row.from) {
      case PlaceRow::From::home:
        if (!in_home.empty() && row_matches(row.pattern, in_home)) return true;
        break;
      case PlaceRow::From::root:
        if (row_matches(row.pattern, path.substr(1))) return true;
        break;
      case PlaceRow::From::anywhere:
        if (anywhere_matches(row.pattern, path)) return true;
        break;
    }
  }
  return false;
}

}  // namespace gavel::rules
