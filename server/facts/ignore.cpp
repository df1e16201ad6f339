#include "server/facts/ignore.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace gavel::facts {
namespace {

struct NamedClass {
  std::string_view name;
  int (*has)(int);
};

constexpr NamedClass named_classes[] = {
    {"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
    {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph},
    {"lower", std::islower}, {"print", std::isprint}, {"punct", std::ispunct},
    {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit}};

// Reads "[:name:]" at `at`; 0 when there is none, else one past it.
std::size_t named_class(std::string_view pattern, std::size_t at, unsigned char c, bool& found) {
  if (pattern.substr(at, 2) != "[:") return 0;
  const std::size_t end = pattern.find(":]", at + 2);
  if (end == std::string_view::npos) return 0;
  const std::string_view name = pattern.substr(at + 2, end - at - 2);
  for (const NamedClass& row : named_classes) {
    if (row.name == name && row.has(c) != 0) found = true;
  }
  return end + 2;
}

struct ClassMatch {
  bool valid = false;  // the bracket closes
  bool matches = false;
  std::size_t end = 0;  // one past the ']'
};

ClassMatch match_class(std::string_view pattern, std::size_t at, char character) {
  const auto c = static_cast<unsigned char>(character);
  const bool negated =
      at + 1 < pattern.size() && (pattern[at + 1] == '!' || pattern[at + 1] == '^');
  std::size_t i = at + (negated ? 2 : 1);
  bool found = false;
  for (bool first = true; i < pattern.size(); first = false) {
    if (pattern[i] == ']' && !first) return {true, found != negated && character != '/', i + 1};
    if (const std::size_t next = named_class(pattern, i, c, found); next != 0) {
      i = next;
      continue;
    }
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    const auto low = static_cast<unsigned char>(pattern[i++]);
    auto high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
      high = static_cast<unsigned char>(pattern[i++]);
    }
    if (low <= c && c <= high) found = true;
  }
  return {};
}

// Matches one pattern without '/' against one name without '/': the greedy algorithm with one
// place to go back to, as a later `*` makes every earlier choice irrelevant.
bool match_name(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0;
  std::size_t star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    bool step = false;
    std::size_t next = p + 1;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '[') {
      const ClassMatch match = match_class(pattern, p, name[n]);
      if (!match.valid) return false;  // an open bracket matches nothing, as in git
      step = match.matches;
      next = match.end;
    } else if (p < pattern.size() && pattern[p] == '\\') {
      if (p + 1 == pattern.size()) return false;
      step = pattern[p + 1] == name[n];
      next = p + 2;
    } else if (p < pattern.size()) {
      step = pattern[p] == '?' || pattern[p] == name[n];
    }
    if (step) {
      p = next;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t slash = text.find('/');
    parts.push_back(text.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    text.remove_prefix(slash + 1);
  }
}

// `**` against whole parts, with the same one place to go back to as above.
bool match_parts(const std::vector<std::string_view>& pattern,
                 const std::vector<std::string_view>& path) {
  std::size_t p = 0, n = 0;
  std::size_t star = std::string_view::npos, mark = 0;
  while (n < path.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      // A last `**` stands for something below: at least one part.
      if (p + 1 == pattern.size()) return true;
      star = p++;
      mark = n;
    } else if (p < pattern.size() && match_name(pattern[p], path[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  return p == pattern.size();
}

std::string_view without_trailing_blanks(std::string_view line) {
  while (!line.empty() && line.back() == ' ') {
    if (line.size() >= 2 && line[line.size() - 2] == '\\') break;
    line.remove_suffix(1);
  }
  return line;
}

std::optional<IgnoreRule> parse_rule(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  line = without_trailing_blanks(line);
  if (line.empty() || line[0] == '#') return std::nullopt;
  IgnoreRule rule;
  if (line[0] == '!') {
    rule.negated = true;
    line.remove_prefix(1);
  }
  if (!line.empty() && line.back() == '/') {
    rule.folders = true;
    line.remove_suffix(1);
  }
  rule.anchored = line.find('/') != std::string_view::npos;
  if (!line.empty() && line[0] == '/') line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  rule.pattern = line;
  return rule;
}

bool applies(const IgnoreRule& rule, std::string_view path, bool is_folder) {
  if (rule.folders && !is_folder) return false;
  if (rule.anchored) return glob_match(rule.pattern, path);
  const std::size_t slash = path.rfind('/');
  return match_name(rule.pattern, slash == std::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  return match_parts(split(pattern), split(text));
}

std::vector<IgnoreRule> parse_ignore(std::string_view text) {
  std::vector<IgnoreRule> rules;
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (std::optional<IgnoreRule> rule = parse_rule(text.substr(0, end))) {
      rules.push_back(std::move(*rule));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rules;
}

std::optional<bool> decide(const std::vector<IgnoreRule>& rules, std::string_view path,
                           bool is_folder) {
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
    if (applies(*rule, path, is_folder)) return !rule->negated;
  }
  return std::nullopt;
}

}  // namespace gavel::facts
