#include "server/facts/mapped.h"

#include "server/facts/path.h"

namespace gavel::facts {
namespace {

// What follows `folder` in `path`: empty for itself, else from its slash on.
std::optional<std::string_view> rest(std::string_view path, std::string_view folder) {
  if (folder == "/") folder = "";
  if (path.substr(0, folder.size()) != folder) return std::nullopt;
  path.remove_prefix(folder.size());
  if (!path.empty() && path[0] != '/') return std::nullopt;
  return path == "/" ? "" : path;
}

const Mapping* innermost(const std::vector<Mapping>& list, std::string_view path,
                         std::string Mapping::*side) {
  const Mapping* best = nullptr;
  for (const Mapping& each : list) {
    const bool deeper = best == nullptr || (each.*side).size() > (best->*side).size();
    if (deeper && rest(path, each.*side)) best = &each;
  }
  return best;
}

std::optional<std::string> translated(const std::vector<Mapping>& list, std::string_view path,
                                      std::string Mapping::*from, std::string Mapping::*to) {
  const Mapping* best = innermost(list, path, from);
  if (best == nullptr) return std::nullopt;
  const std::string_view tail = *rest(path, best->*from);
  const std::string& folder = best->*to;
  if (tail.empty()) return folder;
  return (folder == "/" ? "" : folder) + std::string(tail);
}

}  // namespace

std::optional<std::string> Mappings::here(std::string_view path) const {
  return translated(list_, path, &Mapping::theirs, &Mapping::here);
}

std::optional<std::string> Mappings::theirs(std::string_view path) const {
  return translated(list_, path, &Mapping::here, &Mapping::theirs);
}

std::optional<std::string> Mappings::holder(std::string_view path) const {
  const Mapping* best = innermost(list_, path, &Mapping::theirs);
  return best == nullptr ? std::nullopt : std::optional(best->theirs);
}

// A mount point is no link; what is not mapped is taken by its name.
std::optional<std::string> MappedFacts::real_path(std::string_view path) {
  return facts::real_path(path, [this](const std::string& name) -> Stop {
    for (const Mapping& each : mappings_.list()) {
      if (each.theirs == name) return {Stop::Kind::plain, ""};
    }
    const std::optional<std::string> there = mappings_.here(name);
    return there ? look_at(*there) : Stop{Stop::Kind::plain, ""};
  });
}

// Ours, of what a path of theirs leads to.
std::optional<std::string> MappedFacts::place(std::string_view path) {
  const std::optional<std::string> real = real_path(path);
  return real ? mappings_.here(*real) : std::nullopt;
}

// The same, but of the link itself when the last part is one.
std::optional<std::string> MappedFacts::place_of_link(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash + 1 == path.size()) return place(path);
  const std::optional<std::string> folder = place(slash == 0 ? "/" : path.substr(0, slash));
  if (!folder) return place(path);
  return (*folder == "/" ? "" : *folder) + std::string(path.substr(slash));
}

FileKind MappedFacts::file_kind(std::string_view path) {
  const std::optional<std::string> there = place(path);
  return there ? inner_->file_kind(*there) : FileKind::unknown;
}

std::optional<std::string> MappedFacts::file_text(std::string_view path, std::size_t limit) {
  const std::optional<std::string> there = place(path);
  return there ? inner_->file_text(*there, limit) : std::nullopt;
}

std::optional<std::string> MappedFacts::repo_root(std::string_view folder) {
  const std::optional<std::string> there = place(folder);
  const std::optional<std::string> root = there ? inner_->repo_root(*there) : std::nullopt;
  return root ? mappings_.theirs(*root) : std::nullopt;
}

std::optional<bool> MappedFacts::git_ignored(std::string_view repo, std::string_view path) {
  const std::optional<std::string> root = place(repo);
  const std::optional<std::string> there = place_of_link(path);
  return root && there ? inner_->git_ignored(*root, *there) : std::nullopt;
}

std::optional<bool> MappedFacts::git_clean(std::string_view repo, std::string_view path) {
  const std::optional<std::string> root = place(repo);
  const std::optional<std::string> there = place_of_link(path);
  return root && there ? inner_->git_clean(*root, *there) : std::nullopt;
}

std::optional<bool> MappedFacts::git_merged(std::string_view repo, std::string_view branch) {
  const std::optional<std::string> root = place(repo);
  return root ? inner_->git_merged(*root, branch) : std::nullopt;
}

std::optional<std::string> MappedFacts::git_branch(std::string_view repo) {
  const std::optional<std::string> root = place(repo);
  return root ? inner_->git_branch(*root) : std::nullopt;
}

std::optional<std::string> MappedFacts::git_config(std::string_view repo, std::string_view key) {
  const std::optional<std::string> root = place(repo);
  return root ? inner_->git_config(*root, key) : std::nullopt;
}

}  // namespace gavel::facts
