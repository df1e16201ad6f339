// gitignore patterns: one file's rules, and whether they cover a path.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gavel::facts {

// Whether `text` matches `pattern`; both without NUL. `*` and `?` and classes do not match '/',
// `**` between slashes matches any number of folders. Source: gitignore(5) and git's wildmatch.
// Time is at most proportional to pattern x text for each `**` level.
bool glob_match(std::string_view pattern, std::string_view text);

struct IgnoreRule {
  std::string pattern;    // without '!', leading and trailing slash
  bool negated = false;   // "!": takes back what an earlier rule ignored
  bool folders = false;   // trailing slash: folders only
  bool anchored = false;  // holds a slash: matched against the path, not the last name
};

// The rules of one .gitignore, in order. Source: gitignore(5), PATTERN FORMAT.
std::vector<IgnoreRule> parse_ignore(std::string_view text);

// What the last rule that speaks of `path` says: true ignored, false taken back; nullopt when none
// does. `path` is relative to the folder the rules stand in.
std::optional<bool> decide(const std::vector<IgnoreRule>& rules, std::string_view path,
                           bool is_folder);

}  // namespace gavel::facts
