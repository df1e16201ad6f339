// Answers the static tier's questions from the disk and from git, within a budget, running nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "rules/model/facts.h"
#include "server/facts/limits.h"

namespace gavel::facts {

// The machine's monotonic clock, as DiskFacts takes one outside of tests.
std::int64_t steady_us();

// One per call: the budget is the call's. Over budget every answer is "unknown".
//
// INVARIANT: no program is started and no configuration of a repository is obeyed: libgit2 is given
// the object store and nothing else; refs, index and config are read by our own bounded parsers.
// Not thread-safe.
class DiskFacts : public Facts {
 public:
  explicit DiskFacts(NowUs now, Limits limits = {});
  ~DiskFacts() override;

  std::optional<std::string> real_path(std::string_view path) override;
  FileKind file_kind(std::string_view path) override;
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override;
  // The innermost folder that holds a `.git` (folder or gitfile), core.worktree not obeyed: the
  // repository's own config must not be able to move its root.
  std::optional<std::string> repo_root(std::string_view folder) override;
  // Also false when something at or below `path` is tracked. nullopt without a readable HEAD.
  std::optional<bool> git_ignored(std::string_view repo, std::string_view path) override;
  // Files ignored as of HEAD do not count; untracked ones, staged changes, submodules and entries
  // hidden from git (assume-unchanged, skip-worktree) make it false.
  std::optional<bool> git_clean(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_merged(std::string_view repo, std::string_view branch) override;
  std::optional<std::string> git_branch(std::string_view repo) override;
  // The last value of `key`; includes are not followed, nor is any other config file.
  std::optional<std::string> git_config(std::string_view repo, std::string_view key) override;

  bool over_budget() const { return meter_.spent(); }

 private:
  class Repositories;

  Meter meter_;
  std::unique_ptr<Repositories> repositories_;
};

}  // namespace gavel::facts
