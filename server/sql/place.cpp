#include "server/sql/place.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gavel::sql {
namespace {

constexpr mode_t others_write = 022;
constexpr mode_t others_any = 077;

Fault errno_fault(const std::string& path, const std::string& what) {
  return {FaultKind::io, path, what + ": " + std::strerror(errno), ""};
}

Fault refused(const std::string& path, const std::string& what, const std::string& help) {
  return {FaultKind::refused, path, what, help};
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

Status make_folders(const std::string& folder) {
  for (std::size_t at = 1; at <= folder.size(); ++at) {
    if (at != folder.size() && folder[at] != '/') continue;
    const std::string part = folder.substr(0, at);
    if (::mkdir(part.c_str(), 0700) == 0 || errno == EEXIST) continue;
    // A parent we may not write but that exists answers EACCES or EROFS; the next one decides.
    if ((errno == EACCES || errno == EROFS) && ::access(part.c_str(), F_OK) == 0) continue;
    return errno_fault(part, "cannot make the folder");
  }
  return Ok{};
}

Result<std::string> real_folder(const std::string& folder) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(folder.c_str(), nullptr),
                                                         &std::free);
  if (!real) return errno_fault(folder, "cannot resolve the folder");
  return std::string(real.get());
}

Status check_folder(const std::string& folder) {
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) return errno_fault(folder, "cannot read the folder");
  if (!S_ISDIR(status.st_mode)) return refused(folder, "is not a folder", "");
  if (status.st_uid != ::geteuid()) {
    return refused(folder, "belongs to another user", "name a folder of the gateway's own user");
  }
  if ((status.st_mode & others_write) != 0) {
    return refused(folder, "can be written by other users", "chmod go-w it");
  }
  return Ok{};
}

Status check_file(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return errno_fault(path, "cannot read the file");
  if (!S_ISREG(status.st_mode)) return refused(path, "is not a regular file", "move it away");
  if (status.st_uid != ::geteuid()) return refused(path, "belongs to another user", "move it away");
  if ((status.st_mode & others_any) != 0 && ::chmod(path.c_str(), 0600) != 0) {
    return errno_fault(path, "cannot take away other users' access");
  }
  return Ok{};
}

}  // namespace

Result<std::string> prepare_file(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (path.empty() || path[0] != '/' || slash + 1 == path.size()) {
    return Fault{FaultKind::range, path, "expected an absolute path of a file", ""};
  }
  if (Status made = make_folders(parent_of(path)); !made.ok()) return made.faults();
  const Result<std::string> folder = real_folder(parent_of(path));
  if (!folder.ok()) return folder.faults();
  if (Status good = check_folder(*folder); !good.ok()) return good.faults();
  const std::string file = (*folder == "/" ? "" : *folder) + path.substr(slash);
  // Closed at once, before SQLite opens it: closing a descriptor of a file drops the process's
  // POSIX locks on it. O_EXCL keeps us from ever opening one that exists.
  const int made = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (made < 0 && errno != EEXIST) return errno_fault(file, "cannot make the file");
  if (made >= 0) ::close(made);
  if (Status good = check_file(file); !good.ok()) return good.faults();
  return file;
}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<WriterLock> WriterLock::take(const std::string& path) {
  const std::string name = path + ".lock";
  WriterLock lock;
  lock.descriptor_ =
      ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
  if (lock.descriptor_ < 0) return errno_fault(name, "cannot open the lock");
  if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return errno_fault(name, "cannot lock");
  return Fault{FaultKind::conflict, path, "another gateway writes this file",
               "stop it, or give this one a file of its own"};
}

}  // namespace gavel::sql
