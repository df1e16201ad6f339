#include "server/state/secret.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gavel::state {
namespace {

constexpr std::size_t secret_bytes = 32;

Fault fault(FaultKind kind, const std::string& path, std::string what) {
  return {kind, path, std::move(what),
          kind == FaultKind::refused ? "remove it to have a new one made" : ""};
}

struct Descriptor {
  explicit Descriptor(int given) : number(given) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number;
};

Result<std::string> drawn() {
  std::string bytes(secret_bytes, '\0');
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return Fault{FaultKind::io, "getrandom", std::strerror(errno), ""};
  }
  return bytes;
}

// Made under another name and linked into place, so that nobody ever reads half of it and of two
// who make it at once both use the first one's.
Status make(const std::string& path) {
  const Result<std::string> bytes = drawn();
  if (!bytes) return bytes.faults();
  const std::string fresh = path + "." + std::to_string(getpid());
  unlink(fresh.c_str());
  const Descriptor file(
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.number < 0) return fault(FaultKind::io, fresh, std::strerror(errno));
  const bool whole =
      write(file.number, bytes->data(), bytes->size()) == static_cast<ssize_t>(bytes->size()) &&
      fsync(file.number) == 0;
  const bool linked = whole && (link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
  const int why = errno;
  unlink(fresh.c_str());
  if (!linked) return fault(FaultKind::io, path, std::strerror(why));
  return Ok{};
}

Status only_ours(int file, const std::string& path) {
  struct stat about {};
  if (fstat(file, &about) != 0) return fault(FaultKind::io, path, std::strerror(errno));
  if (!S_ISREG(about.st_mode)) return fault(FaultKind::refused, path, "expected a regular file");
  if (about.st_uid != geteuid()) {
    return fault(FaultKind::refused, path, "the file belongs to another user");
  }
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fault(FaultKind::refused, path, "other users may read or write the file");
  }
  return Ok{};
}

}  // namespace

Result<std::string> secret(const std::string& folder) {
  const std::string path = folder + "/secret";
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  if (access(path.c_str(), F_OK) != 0) {
    if (const Status made = make(path); !made) return made.faults();
  }
  const Descriptor file(open(path.c_str(), flags));
  if (file.number < 0) {
    return fault(errno == ELOOP ? FaultKind::refused : FaultKind::io, path, std::strerror(errno));
  }
  if (const Status ours = only_ours(file.number, path); !ours) return ours.faults();
  std::string bytes(secret_bytes + 1, '\0');
  const ssize_t size = read(file.number, bytes.data(), bytes.size());
  if (size != static_cast<ssize_t>(secret_bytes)) {
    return fault(FaultKind::refused, path, "expected 32 bytes");
  }
  bytes.resize(secret_bytes);
  return bytes;
}

}  // namespace gavel::state
