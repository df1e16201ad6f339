#include "server/judge/keys.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/judge/text.h"

namespace gavel::judge {
namespace {

constexpr std::size_t max_file_bytes = 8192;
constexpr mode_t for_others = S_IRWXG | S_IRWXO;

Fault fault(FaultKind kind, const std::string& path, std::string what, std::string help) {
  return {kind, "judge.api_key_file: " + path, std::move(what), std::move(help)};
}

std::optional<std::string> environment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::string at_home(const std::string& path) {
  if (!path.starts_with("~/")) return path;
  return environment("HOME").value_or("") + path.substr(1);
}

// A descriptor that closes itself.
struct Open {
  explicit Open(const std::string& path)
      : number(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) {}
  ~Open() {
    if (number >= 0) close(number);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  int number;
};

Status only_ours(const struct stat& about, const std::string& path) {
  if (!S_ISREG(about.st_mode)) {
    return fault(FaultKind::refused, path, "expected a regular file", "");
  }
  if (about.st_uid != geteuid() && about.st_uid != 0) {
    return fault(FaultKind::refused, path, "the file belongs to another user",
                 "it must belong to the user the gateway runs as");
  }
  if ((about.st_mode & for_others) != 0) {
    return fault(FaultKind::refused, path, "other users may read or write the file",
                 "chmod 600 " + path);
  }
  return Ok{};
}

}  // namespace

Result<std::string> read_key_file(const std::string& given) {
  const std::string path = at_home(given);
  const Open file(path);
  if (file.number < 0) return fault(FaultKind::io, path, std::strerror(errno), "");
  struct stat about {};
  if (fstat(file.number, &about) != 0) return fault(FaultKind::io, path, std::strerror(errno), "");
  if (const Status ours = only_ours(about, path); !ours) return ours.faults();
  std::string text(max_file_bytes + 1, '\0');
  const ssize_t size = read(file.number, text.data(), text.size());
  if (size < 0) return fault(FaultKind::io, path, std::strerror(errno), "");
  if (static_cast<std::size_t>(size) > max_file_bytes) {
    return fault(FaultKind::limit, path, "expected a key of at most 8192 bytes", "");
  }
  text.resize(static_cast<std::size_t>(size));
  return std::string(trim(text));
}

KeySources real_keys() {
  return {environment, read_key_file};
}

}  // namespace gavel::judge
