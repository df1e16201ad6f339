// A repository's object store, read through libgit2 with nothing else of the repository opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <git2/oid.h>

#include "server/facts/gitdir.h"
#include "server/facts/limits.h"

struct git_repository;

namespace gavel::facts {

struct CommitInfo {
  git_oid tree;
  std::int64_t time = 0;  // committer's, seconds
  std::vector<git_oid> parents;
};

struct TreeEntry {
  git_oid id;
  unsigned mode =
      0;  // as in the tree: 040000 folder, 100644, 100755, 120000 link, 160000 submodule
};

std::optional<git_oid> parse_oid(std::string_view hex);

// INVARIANT: libgit2 sees a bare object database. It has no repository path, so that it cannot find
// config, attributes, hooks, filters, fsmonitor or an index, and cannot write. Ownership of the
// repository is therefore not asked: git asks it because it runs what a foreign config says, and
// here nothing of it is read. A gateway under a user of its own can thus answer for the agent's.
// INVARIANT: every object is measured before it is inflated, and loose objects and packs must be
// regular files, so that a FIFO or a bomb planted in .git cannot hold us up.
// nullopt: the object is missing, damaged, larger than a cap, or the budget is spent.
class Objects {
 public:
  static std::unique_ptr<Objects> open(const GitDir& dir, Meter& meter);
  ~Objects();
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;

  std::optional<CommitInfo> commit(const git_oid& id);
  std::optional<std::string> blob(const git_oid& id);
  enum class Found { yes, no, unknown };
  Found find(const git_oid& tree, const std::string& path, TreeEntry& entry);
  // Every file, link and submodule below `tree`, in the index's order, their paths after `prefix`.
  // `each` returns false to stop. False when stopped or when a tree could not be read.
  using Each = std::function<bool(const std::string& path, const TreeEntry& entry)>;
  bool walk(const git_oid& tree, const std::string& prefix, const Each& each, int depth = 64);

 private:
  struct Free {
    void operator()(git_repository* repository) const;
  };
  explicit Objects(git_repository* repository) : repository_(repository) {}

  std::unique_ptr<git_repository, Free> repository_;
};

}  // namespace gavel::facts
