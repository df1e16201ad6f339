#include "rules/globs.h"

#include "rules/shell/expand_pattern.h"

namespace gavel::rules {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string_view> components(std::string_view path) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  while (at <= path.size()) {
    std::size_t end = path.find('/', at);
    if (end == std::string_view::npos) end = path.size();
    if (end > at) parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

bool has_glob(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

bool glob_matches(std::string_view pattern, std::string_view name, bool fold) {
  if (fold) return shell::pattern_matches(lower(pattern), lower(name));
  return shell::pattern_matches(pattern, name);
}

bool path_matches(std::string_view pattern, std::string_view path, bool fold) {
  const auto want = components(pattern);
  const auto have = components(path);
  // reached[j]: the pattern so far matches the first j components.
  std::vector<bool> reached(have.size() + 1, false);
  reached[0] = true;
  for (const std::string_view piece : want) {
    std::vector<bool> next(have.size() + 1, false);
    for (std::size_t j = 0; j <= have.size(); ++j) {
      if (!reached[j]) continue;
      if (piece == "**") {
        for (std::size_t k = j; k <= have.size(); ++k) next[k] = true;
        break;
      }
      if (j < have.size() && glob_matches(piece, have[j], fold)) next[j + 1] = true;
    }
    reached = std::move(next);
  }
  return reached[have.size()];
}

IgnoreList::IgnoreList(const std::vector<std::string>& patterns) {
  for (std::string_view text : patterns) {
    Row row;
    if (!text.empty() && text.front() == '!') {
      row.negated = true;
      text.remove_prefix(1);
    }
    if (text.substr(0, 2) == "./") text.remove_prefix(2);
    while (!text.empty() && text.back() == '/') text.remove_suffix(1);
    if (text.empty() || text.front() == '#') continue;
    const bool anchored = text.find('/') != std::string_view::npos;
    if (text.front() == '/') text.remove_prefix(1);
    row.pattern = anchored ? std::string(text) : "**/" + std::string(text);
    rows_.push_back(std::move(row));
  }
}

bool IgnoreList::matches_exactly(std::string_view path) const {
  bool matched = false;
  for (const Row& row : rows_) {
    if (row.negated == matched && path_matches(row.pattern, path)) matched = !row.negated;
  }
  return matched;
}

bool IgnoreList::matches(std::string_view path) const {
  if (rows_.empty()) return false;
  // A file below an excluded folder cannot be re-included.
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (slash > 0 && matches_exactly(path.substr(0, slash))) return true;
  }
  return matches_exactly(path);
}

}  // namespace gavel::rules
