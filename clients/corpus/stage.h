// The one repository that corpus rows are judged in: its files, its git state, and whose home it
// is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/model/facts.h"
#include "rules/model/inputs.h"

namespace gavel::corpus {

// Facts of a fixed table, so that a ruling is the same on every machine. /repo is a working tree of
// several languages on the branch `work` with changes below src/; docs/ and vendor/ are committed
// as they stand; *.log, out/ and what Git commonly ignores are ignored. Of the branches only
// `done` and `old-feature` are merged. What the table does not name is missing, but for system
// folders, of which nothing is known.
class StageFacts : public Facts {
 public:
  std::optional<std::string> real_path(std::string_view path) override;
  FileKind file_kind(std::string_view path) override;
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override;
  std::optional<std::string> repo_root(std::string_view folder) override;
  std::optional<bool> git_ignored(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_clean(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_merged(std::string_view repo, std::string_view branch) override;
  std::optional<std::string> git_branch(std::string_view repo) override;
  std::optional<std::string> git_config(std::string_view repo, std::string_view key) override;
};

// Root /repo, home /home/dev, Gavel installed below the home folder.
Inputs stage_inputs();

}  // namespace gavel::corpus
