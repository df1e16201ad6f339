// The questions the static tier may ask of the world; answers come from disk and git, or a table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gavel {

enum class FileKind { missing, file, folder, other, unknown };

// Every method is total: `unknown`/nullopt means "could not be known within budget", and the
// asker must then take the less harmless reading. Implementations never execute anything, never
// block on a FIFO or device, and never follow a repository's own git configuration.
class Facts {
 public:
  virtual ~Facts() = default;

  // `path` absolute and lexically normal -> with every symlink of its existing prefix resolved.
  virtual std::optional<std::string> real_path(std::string_view path) = 0;
  virtual FileKind file_kind(std::string_view path) = 0;
  // At most `limit` bytes of a regular file; nullopt when missing, unreadable, special or larger.
  virtual std::optional<std::string> file_text(std::string_view path, std::size_t limit) = 0;
  // Root of the innermost git working tree that holds `folder`, real path.
  virtual std::optional<std::string> repo_root(std::string_view folder) = 0;
  // Whether git ignores `path` by the .gitignore files committed in HEAD.
  virtual std::optional<bool> git_ignored(std::string_view repo, std::string_view path) = 0;
  // Whether `path` (file, or every file below a folder) is tracked and unmodified.
  virtual std::optional<bool> git_clean(std::string_view repo, std::string_view path) = 0;
  // Whether the tip of `branch` is reachable from another branch or remote-tracking branch.
  virtual std::optional<bool> git_merged(std::string_view repo, std::string_view branch) = 0;
  // Short name of HEAD's branch; nullopt when detached or unknown.
  virtual std::optional<std::string> git_branch(std::string_view repo) = 0;
  // Value of one key of the repository's own config, e.g. "alias.st", "remote.origin.url".
  virtual std::optional<std::string> git_config(std::string_view repo, std::string_view key) = 0;
};

// Knows nothing: every answer is "unknown". What the tier says then is its strictest reading.
class NoFacts : public Facts {
 public:
  std::optional<std::string> real_path(std::string_view) override { return std::nullopt; }
  FileKind file_kind(std::string_view) override { return FileKind::unknown; }
  std::optional<std::string> file_text(std::string_view, std::size_t) override {
    return std::nullopt;
  }
  std::optional<std::string> repo_root(std::string_view) override { return std::nullopt; }
  std::optional<bool> git_ignored(std::string_view, std::string_view) override {
    return std::nullopt;
  }
  std::optional<bool> git_clean(std::string_view, std::string_view) override {
    return std::nullopt;
  }
  std::optional<bool> git_merged(std::string_view, std::string_view) override {
    return std::nullopt;
  }
  std::optional<std::string> git_branch(std::string_view) override { return std::nullopt; }
  std::optional<std::string> git_config(std::string_view, std::string_view) override {
    return std::nullopt;
  }
};

}  // namespace gavel
