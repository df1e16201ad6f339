#include "server/net/socket_file.h"

#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace gavel::net {
namespace {

constexpr mode_t owner_only = 0600;

Fault system_fault(const std::string& where, const std::string& doing) {
  return {FaultKind::io, where, doing + ": " + std::strerror(errno), ""};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return Fault{FaultKind::limit, path, "a socket path must have 1 to 107 bytes",
                 "choose a shorter one with --socket"};
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Result<Descriptor> lock(const std::string& path) {
  const std::string file = path + ".lock";
  Descriptor descriptor(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, owner_only));
  if (!descriptor.open()) return system_fault(file, "cannot open the lock");
  if (flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
    return Fault{FaultKind::conflict, path, "another gateway serves this socket",
                 "stop it first, or choose another path with --socket"};
  }
  return descriptor;
}

Result<Descriptor> unix_socket(const std::string& path) {
  Descriptor descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!descriptor.open()) return system_fault(path, "cannot make a socket");
  return descriptor;
}

// Whether somebody accepts, or could accept, connections at the socket file.
Result<bool> answered(const std::string& path, const sockaddr_un& address) {
  const Result<Descriptor> probe = unix_socket(path);
  if (!probe) return probe.faults();
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(probe->get(), generic, sizeof address) == 0) return true;
  return errno != ECONNREFUSED;
}

Status clear(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return Ok{};
    return system_fault(path, "cannot look at the socket");
  }
  if (!S_ISSOCK(found.st_mode) || found.st_uid != geteuid()) {
    return Fault{FaultKind::conflict, path, "something that is not our socket stands here",
                 "remove it, or choose another path with --socket"};
  }
  const Result<bool> live = answered(path, address);
  if (!live) return live.faults();
  if (*live) {
    return Fault{FaultKind::conflict, path, "another process answers at this socket",
                 "stop it first, or choose another path with --socket"};
  }
  if (unlink(path.c_str()) != 0) return system_fault(path, "cannot remove the stale socket");
  return Ok{};
}

Result<Descriptor> bind_and_listen(const std::string& path, const sockaddr_un& address) {
  Result<Descriptor> made = unix_socket(path);
  if (!made) return made.faults();
  // Linux takes the mode of the file from the socket's own inode: never a moment with more rights.
  if (fchmod(made->get(), owner_only) != 0) return system_fault(path, "cannot set the mode");
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (bind(made->get(), generic, sizeof address) != 0) return system_fault(path, "cannot bind");
  if (::listen(made->get(), SOMAXCONN) != 0) return system_fault(path, "cannot listen");
  return std::move(made).value();
}

Status make_folders(const std::string& folder) {
  for (std::size_t slash = folder.find('/', 1);; slash = folder.find('/', slash + 1)) {
    const std::string part = folder.substr(0, slash);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) {
      return system_fault(part, "cannot make the folder");
    }
    if (slash == std::string::npos) return Ok{};
  }
}

}  // namespace

Status private_folder(const std::string& folder) {
  if (Status made = make_folders(folder); !made) return made;
  struct stat found {};
  if (stat(folder.c_str(), &found) != 0) return system_fault(folder, "cannot look at the folder");
  if (!S_ISDIR(found.st_mode)) {
    return Fault{FaultKind::conflict, folder, "expected a folder", "choose another path"};
  }
  if (found.st_uid != geteuid() || (found.st_mode & 077) != 0) {
    return Fault{FaultKind::refused, folder, "expected a folder of ours alone, mode 0700",
                 "chmod 700 it, or choose a folder of its own for the socket"};
  }
  return Ok{};
}

Result<SocketFile> SocketFile::listen(const std::string& path) {
  const Result<sockaddr_un> address = address_of(path);
  if (!address) return address.faults();
  if (Status folder = private_folder(folder_of(path)); !folder) return folder.faults();

  SocketFile made;
  made.path_ = path;
  Result<Descriptor> held = lock(path);
  if (!held) return held.faults();
  made.lock_ = std::move(held).value();
  if (Status cleared = clear(path, *address); !cleared) return cleared.faults();
  Result<Descriptor> bound = bind_and_listen(path, *address);
  if (!bound) return bound.faults();
  made.socket_ = std::move(bound).value();

  struct stat file {};
  if (lstat(path.c_str(), &file) != 0) return system_fault(path, "cannot look at the socket");
  made.device_ = file.st_dev;
  made.inode_ = file.st_ino;
  return made;
}

bool SocketFile::stands() const {
  struct stat file {};
  if (lstat(path_.c_str(), &file) != 0) return false;
  return file.st_dev == device_ && file.st_ino == inode_;
}

SocketFile::~SocketFile() {
  if (socket_.open() && stands()) unlink(path_.c_str());  // else moved from, or not ours
}

}  // namespace gavel::net
