#include "server/facts/disk.h"

#include <chrono>
#include <map>
#include <utility>

#include "server/facts/clean.h"
#include "server/facts/config.h"
#include "server/facts/gitdir.h"
#include "server/facts/mounts.h"
#include "server/facts/path.h"
#include "server/facts/refs.h"
#include "server/facts/repository.h"

namespace gavel::facts {

constexpr std::size_t config_bytes = 1u << 20;

// The repositories one call asks about, each opened once.
class DiskFacts::Repositories {
 public:
  explicit Repositories(Meter& meter) : meter_(meter) {}

  // Null when `repo` is not the root of a working tree.
  Repository* at(std::string_view repo) {
    const std::string key(repo);
    auto found = opened_.find(key);
    if (found == opened_.end()) found = opened_.emplace(key, open(key)).first;
    return found->second.get();
  }

 private:
  std::unique_ptr<Repository> open(const std::string& repo) {
    const std::optional<std::string> root = facts::real_path(repo);
    const std::optional<GitDir> dir = root ? git_dir(*root) : std::nullopt;
    // Git's own files are read by a library that asks nobody before it waits.
    const bool sure = dir && !holds_unsure(dir->root) && !holds_unsure(dir->git) &&
                      (dir->common == dir->git || !holds_unsure(dir->common));
    return sure ? std::make_unique<Repository>(*dir, meter_) : nullptr;
  }

  Meter& meter_;
  std::map<std::string, std::unique_ptr<Repository>> opened_;
};

namespace {

// `path` relative to the repository's root, the links above its last part resolved: what a command
// that removes a link would remove. nullopt outside the root and inside its .git.
std::optional<std::string> inside(const Repository& repository, std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  const std::string& root = repository.dir().root;
  if (path == root) return "";
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view name = path.substr(slash + 1);
  if (name == "." || name == "..") return std::nullopt;
  const std::optional<std::string> folder =
      facts::real_path(slash == 0 ? "/" : path.substr(0, slash));
  if (!folder) return std::nullopt;
  const std::string whole = (*folder == "/" ? "" : *folder) + "/" + std::string(name);
  if (whole == root) return "";
  const std::string prefix = root == "/" ? root : root + "/";
  if (whole.compare(0, prefix.size(), prefix) != 0) return std::nullopt;
  std::string relative = whole.substr(prefix.size());
  if (at_or_below(relative, ".git")) return std::nullopt;
  return relative;
}

std::optional<bool> ignored(Repository& repository, const std::string& path) {
  if (path.empty()) return false;
  const std::string whole = repository.dir().root + "/" + path;
  const FileKind kind = kind_of(whole);
  if (kind == FileKind::unknown) return std::nullopt;
  // A repository of its own is not build output, whatever the outer one ignores.
  if (kind == FileKind::folder && kind_of(whole + "/.git") != FileKind::missing) return false;
  const std::optional<bool> tracked = repository.tracked(path);
  if (!tracked || *tracked) return tracked ? std::optional<bool>(false) : std::nullopt;
  return repository.matches_ignore(path, kind == FileKind::folder);
}

}  // namespace

std::int64_t steady_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

DiskFacts::DiskFacts(NowUs now, Limits limits)
    : meter_(limits, std::move(now)), repositories_(std::make_unique<Repositories>(meter_)) {}
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

std::optional<bool> DiskFacts::git_ignored(std::string_view repo, std::string_view path) {
  Repository* repository = meter_.ask() ? repositories_->at(repo) : nullptr;
  if (repository == nullptr) return std::nullopt;
  const std::optional<std::string> relative = inside(*repository, path);
  return relative ? ignored(*repository, *relative) : std::nullopt;
}

std::optional<bool> DiskFacts::git_clean(std::string_view repo, std::string_view path) {
  Repository* repository = meter_.ask() ? repositories_->at(repo) : nullptr;
  if (repository == nullptr) return std::nullopt;
  const std::optional<std::string> relative = inside(*repository, path);
  return relative ? clean(*repository, *relative) : std::nullopt;
}

std::optional<bool> DiskFacts::git_merged(std::string_view repo, std::string_view branch) {
  Repository* repository = meter_.ask() ? repositories_->at(repo) : nullptr;
  return repository == nullptr ? std::nullopt : merged(*repository, std::string(branch));
}

std::optional<std::string> DiskFacts::git_branch(std::string_view repo) {
  Repository* repository = meter_.ask() ? repositories_->at(repo) : nullptr;
  if (repository == nullptr) return std::nullopt;
  const std::optional<std::string> name = head_ref(repository->dir());
  constexpr std::string_view heads = "refs/heads/";
  if (!name || name->compare(0, heads.size(), heads) != 0) return std::nullopt;
  return name->substr(heads.size());
}

std::optional<std::string> DiskFacts::git_config(std::string_view repo, std::string_view key) {
  Repository* repository = meter_.ask() ? repositories_->at(repo) : nullptr;
  if (repository == nullptr) return std::nullopt;
  const std::optional<std::string> text =
      read_regular(repository->dir().common + "/config", config_bytes);
  if (!text || !meter_.read(text->size())) return std::nullopt;
  const std::optional<std::vector<Setting>> settings = parse_config(*text);
  return settings ? find_setting(*settings, key) : std::nullopt;
}

}  // namespace gavel::facts
