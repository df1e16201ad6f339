#include "server/pinned.h"

#include <optional>

#include <sys/stat.h>

#include "server/facts/gitdir.h"
#include "server/facts/path.h"

namespace gavel::server {
namespace {

constexpr std::size_t pointer_bytes = 8192;

// gitrepository-layout(5): worktrees/NAME/gitdir holds the path of the worktree's .git file.
bool is_known_worktree(const facts::GitDir& dir) {
  const std::optional<std::string> text = facts::read_regular(dir.git + "/gitdir", pointer_bytes);
  if (!text) return false;
  const std::optional<std::string> back =
      facts::real_path(text->substr(0, text->find_last_not_of("\r\n") + 1));
  return back && *back == (dir.root == "/" ? "" : dir.root) + "/.git";
}

// A .git that is a file only points somewhere: whoever writes it chooses where. It counts when what
// it points to points back, as it does for a worktree; a submodule's pins belong to its folder.
bool vouches(const facts::GitDir& dir) {
  const std::string git = (dir.root == "/" ? "" : dir.root) + "/.git";
  struct stat found {};
  const bool folder = ::lstat(git.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
  return folder || (dir.git != dir.common && is_known_worktree(dir));
}

}  // namespace

PinKey pin_key(const std::string& folder, const std::string& file) {
  const std::optional<facts::GitDir> dir = facts::find_git_dir(folder);
  if (!dir || !vouches(*dir)) return {folder, file};
  const std::string root = dir->root == "/" ? "" : dir->root;
  if (folder.size() <= root.size()) return {dir->common, file};
  return {dir->common, folder.substr(root.size() + 1) + "/" + file};
}

}  // namespace gavel::server
