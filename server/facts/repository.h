// One repository as the facts see it: HEAD's tree, its .gitignore files, the index, the branches.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/facts/gitdir.h"
#include "server/facts/ignore.h"
#include "server/facts/index.h"
#include "server/facts/limits.h"
#include "server/facts/objects.h"

namespace gavel::facts {

// Paths are relative to the working tree's root. Each part is read when first needed and kept.
class Repository {
 public:
  Repository(GitDir dir, Meter& meter);

  const GitDir& dir() const { return dir_; }
  Meter& meter() { return meter_; }
  Objects* objects();  // null when the store cannot be read
  const Index* index();
  const git_oid* head_tree();  // null without a commit, or when it cannot be read

  // By HEAD's .gitignore files alone: whether `path` or a folder it lies in is ignored.
  std::optional<bool> matches_ignore(const std::string& path, bool is_folder);
  // The same for the last part only, the folders above being known not to be ignored.
  std::optional<bool> part_ignored(const std::string& path, bool is_folder);
  // Whether HEAD or the index holds something at or below `path`.
  std::optional<bool> tracked(const std::string& path);

 private:
  // The rules of folder/.gitignore in HEAD; null when they cannot be known.
  const std::vector<IgnoreRule>* rules_in(const std::string& folder);
  std::optional<std::vector<IgnoreRule>> load_rules(const std::string& folder);

  GitDir dir_;
  Meter& meter_;
  std::optional<std::unique_ptr<Objects>> objects_;
  std::optional<std::unique_ptr<Index>> index_;
  std::optional<std::optional<git_oid>> head_tree_;
  std::map<std::string, std::optional<std::vector<IgnoreRule>>> rules_;
};

// Whether the tip of `branch` can be reached from another branch or a remote-tracking branch.
// Commits much older than the tip are not walked, so that skewed clocks give "no", not "yes".
std::optional<bool> merged(Repository& repository, const std::string& branch);

}  // namespace gavel::facts
