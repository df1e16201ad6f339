#include "server/facts/gitdir.h"

#include <sys/stat.h>

#include "rules/model/facts.h"
#include "server/facts/mounts.h"
#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t pointer_bytes = 8192;  // a gitfile or commondir holds one path

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

std::string joined(const std::string& folder, const std::string& path) {
  return !path.empty() && path[0] == '/' ? path : folder + "/" + path;
}

std::optional<std::string> real_folder(const std::string& path) {
  if (kind_of(path) != FileKind::folder) return std::nullopt;
  return real_path(path);
}

// root/.git is the folder itself, or a file "gitdir: PATH" (worktrees, submodules).
std::optional<std::string> git_folder(const std::string& root) {
  const std::string name = joined(root, ".git");
  // Asked of every folder above a call's: most have none, and one look must be enough for them.
  struct stat status {};
  if (may_hang(name) || ::lstat(name.c_str(), &status) != 0) return std::nullopt;
  if (const std::optional<std::string> folder = real_folder(name)) return folder;
  const std::optional<std::string> text = read_regular(name, pointer_bytes);
  if (!text || text->rfind("gitdir: ", 0) != 0) return std::nullopt;
  return real_folder(joined(root, trimmed(text->substr(8))));
}

std::optional<std::string> common_folder(const std::string& git) {
  const std::optional<std::string> text = read_regular(git + "/commondir", pointer_bytes);
  if (!text) return git;
  return real_folder(joined(git, trimmed(*text)));
}

// What git itself asks of a folder before it takes it for a repository.
bool is_repository(const GitDir& dir) {
  return kind_of(dir.git + "/HEAD") == FileKind::file &&
         kind_of(dir.common + "/objects") == FileKind::folder &&
         kind_of(dir.common + "/refs") == FileKind::folder;
}

}  // namespace

std::optional<GitDir> git_dir(const std::string& root) {
  const std::optional<std::string> git = git_folder(root == "/" ? "" : root);
  if (!git) return std::nullopt;
  const std::optional<std::string> common = common_folder(*git);
  if (!common) return std::nullopt;
  GitDir dir{root, *git, *common};
  if (!is_repository(dir)) return std::nullopt;
  return dir;
}

std::optional<GitDir> find_git_dir(std::string_view folder) {
  std::string at(folder);
  while (!at.empty()) {
    if (std::optional<GitDir> dir = git_dir(at)) return dir;
    if (at == "/") return std::nullopt;
    const std::size_t slash = at.rfind('/');
    if (slash == std::string::npos) return std::nullopt;
    at.resize(slash == 0 ? 1 : slash);
  }
  return std::nullopt;
}

}  // namespace gavel::facts
