#include "server/facts/disk.h"

#include <map>
#include <utility>

#include "server/facts/config.h"
#include "server/facts/gitdir.h"
#include "server/facts/path.h"
#include "server/facts/refs.h"

namespace gavel::facts {

class DiskFacts::Repositories {
 public:
  const std::optional<GitDir>& dir(const std::string& repo) {
    const auto found = dirs_.find(repo);
    if (found != dirs_.end()) return found->second;
    return dirs_.emplace(repo, git_dir(repo)).first->second;
  }

 private:
  std::map<std::string, std::optional<GitDir>> dirs_;
};

DiskFacts::DiskFacts(NowUs now, Limits limits)
    : meter_(limits, std::move(now)), repositories_(std::make_unique<Repositories>()) {}
DiskFacts::~DiskFacts() = default;

std::optional<std::string> DiskFacts::real_path(std::string_view path) {
  if (!meter_.ask()) return std::nullopt;
  return facts::real_path(path);
}

FileKind DiskFacts::file_kind(std::string_view path) {
  return meter_.ask() ? kind_of(path) : FileKind::unknown;
}

std::optional<std::string> DiskFacts::file_text(std::string_view path, std::size_t limit) {
  if (!meter_.ask()) return std::nullopt;
  std::optional<std::string> text = read_regular(path, limit);
  if (text && !meter_.read(text->size())) return std::nullopt;
  return text;
}

std::optional<std::string> DiskFacts::repo_root(std::string_view folder) {
  if (!meter_.ask()) return std::nullopt;
  const std::optional<std::string> real = facts::real_path(folder);
  if (!real) return std::nullopt;
  const std::optional<GitDir> dir = find_git_dir(*real);
  if (!dir) return std::nullopt;
  return dir->root;
}

std::optional<bool> DiskFacts::git_ignored(std::string_view, std::string_view) {
  return std::nullopt;
}

std::optional<bool> DiskFacts::git_clean(std::string_view, std::string_view) {
  return std::nullopt;
}

std::optional<bool> DiskFacts::git_merged(std::string_view, std::string_view) {
  return std::nullopt;
}

std::optional<std::string> DiskFacts::git_branch(std::string_view repo) {
  if (!meter_.ask()) return std::nullopt;
  const std::optional<GitDir>& dir = repositories_->dir(std::string(repo));
  const std::optional<std::string> name = dir ? head_ref(*dir) : std::nullopt;
  if (!name || name->rfind("refs/heads/", 0) != 0) return std::nullopt;
  return name->substr(11);
}

std::optional<std::string> DiskFacts::git_config(std::string_view repo, std::string_view key) {
  if (!meter_.ask()) return std::nullopt;
  const std::optional<GitDir>& dir = repositories_->dir(std::string(repo));
  if (!dir) return std::nullopt;
  const std::optional<std::string> text = read_regular(dir->common + "/config", 1u << 20);
  if (!text || !meter_.read(text->size())) return std::nullopt;
  const std::optional<std::vector<Setting>> settings = parse_config(*text);
  return settings ? find_setting(*settings, key) : std::nullopt;
}

}  // namespace gavel::facts
