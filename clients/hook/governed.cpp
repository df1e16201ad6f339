#include "clients/hook/governed.h"

#include <errno.h>
#include <sys/stat.h>

namespace gavel::hook {
namespace {

// Only "there is no such thing" counts as absent; a denied or failed look does not.
bool may_exist(const char* path) {
  struct stat status {};
  if (lstat(path, &status) == 0) return true;
  return errno != ENOENT && errno != ENOTDIR;
}

bool may_hold(const Path& folder, View name) {
  Path path = folder;
  if (path.size() > 1) path.add('/');
  path.add(name);
  return !path.fits() || may_exist(path.c_str());
}

bool holds_policy(const Path& folder) {
  return may_hold(folder, "judge.json") || may_hold(folder, ".pi/judge.json");
}

// Cuts the last component off; false at the root.
bool to_parent(Path& path) {
  if (path.size() <= 1) return false;
  size_t at = path.size() - 1;
  while (at > 0 && path.c_str()[at] != '/') --at;
  path.cut(at == 0 ? 1 : at);
  return true;
}

}  // namespace

bool is_governed(View folder, const PolicyPlaces& places) {
  if (!places.user.empty() && may_exist(places.user.data)) return true;
  if (!places.managed.empty() && may_exist(places.managed.data)) return true;
  if (folder.empty() || folder.data[0] != '/') return false;
  Path path;
  path.add(folder);
  if (!path.fits()) return true;
  while (path.size() > 1 && path.c_str()[path.size() - 1] == '/') path.cut(path.size() - 1);

  // A policy above the outermost repository root does not count; outside any repository every
  // folder but "/" does.
  bool below = false;  // a policy stands here or further in
  bool in_repo = false;
  bool in_root = false;  // the same, up to the outermost root seen so far
  do {
    const bool root = may_hold(path, ".git");
    if (path.size() > 1 || root) below = below || holds_policy(path);
    if (root) {
      in_repo = true;
      in_root = below;
    }
  } while (to_parent(path));
  return in_repo ? in_root : below;
}

}  // namespace gavel::hook
