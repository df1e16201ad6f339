// Folders that an agent in a container sees under other names than we do, and facts in its names.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/facts.h"

namespace gavel::facts {

// One folder under both names; absolute, without a slash at the end, `here` a real path.
struct Mapping {
  std::string theirs;
  std::string here;
};

class Mappings {
 public:
  Mappings() = default;
  explicit Mappings(std::vector<Mapping> list) : list_(std::move(list)) {}

  bool empty() const { return list_.empty(); }
  const std::vector<Mapping>& list() const { return list_; }
  // `path` under its other name, by the innermost mapping that holds it; nullopt when none does.
  std::optional<std::string> here(std::string_view path) const;
  std::optional<std::string> theirs(std::string_view path) const;
  // The agent's name of the innermost mapped folder that holds `path`, in the agent's names.
  std::optional<std::string> holder(std::string_view path) const;

 private:
  std::vector<Mapping> list_;
};

// Answers in the agent's names, from what `inner` knows of the mapped folders.
// INVARIANT: of what is not below a mapped folder only the name is known, also where a link leads
// there: the disk that we see under that name is not the agent's.
class MappedFacts : public Facts {
 public:
  MappedFacts(Mappings mappings, std::unique_ptr<Facts> inner)
      : mappings_(std::move(mappings)), inner_(std::move(inner)) {}

  std::optional<std::string> real_path(std::string_view path) override;
  FileKind file_kind(std::string_view path) override;
  std::optional<std::string> file_text(std::string_view path, std::size_t limit) override;
  std::optional<std::string> repo_root(std::string_view folder) override;
  std::optional<bool> git_ignored(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_clean(std::string_view repo, std::string_view path) override;
  std::optional<bool> git_merged(std::string_view repo, std::string_view branch) override;
  std::optional<std::string> git_branch(std::string_view repo) override;
  std::optional<std::string> git_config(std::string_view repo, std::string_view key) override;

 private:
  std::optional<std::string> place(std::string_view path);
  std::optional<std::string> place_of_link(std::string_view path);

  Mappings mappings_;
  std::unique_ptr<Facts> inner_;
};

}  // namespace gavel::facts
