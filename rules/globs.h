// File name patterns: shell globs within one path component, and gitignore lists over whole paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gavel::rules {

bool has_glob(std::string_view text);

// One path component against one pattern (* ? [set], backslash quotes). ASCII case is ignored
// when `fold`. A leading dot is matched by `*` here: the reading that hides least.
bool glob_matches(std::string_view pattern, std::string_view name, bool fold = false);

// A whole path against a pattern with `/` between components and `**` for any number of them.
bool path_matches(std::string_view pattern, std::string_view path, bool fold = false);

// gitignore(5): the last pattern that matches wins, `!` negates, a slash inside anchors at the
// root, a trailing slash is accepted for files too (a path may not exist yet). What lies below a
// matched folder is matched.
class IgnoreList {
 public:
  IgnoreList() = default;
  explicit IgnoreList(const std::vector<std::string>& patterns);

  // `path` relative to the root, without a leading slash.
  bool matches(std::string_view path) const;
  bool empty() const { return rows_.empty(); }

 private:
  struct Row {
    std::string pattern;
    bool negated = false;
  };
  bool matches_exactly(std::string_view path) const;

  std::vector<Row> rows_;
};

}  // namespace gavel::rules
