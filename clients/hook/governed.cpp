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

  // A policy above the outermost repository root does not count, so `pending` waits for a root.
  bool first = true;
  bool pending = false;
  do {
    pending = pending || may_hold(path, "judge.json") || may_hold(path, ".pi/judge.json");
    if (pending && (first || may_hold(path, ".git"))) return true;
    first = false;
  } while (to_parent(path));
  return false;
}

}  // namespace gavel::hook
