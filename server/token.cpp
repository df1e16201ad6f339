#include "server/token.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/net/descriptor.h"

namespace gavel::server {
namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t shortest = 16;
constexpr std::size_t longest = 4096;

Fault system_fault(const std::string& file, const char* doing) {
  return {FaultKind::io, file, std::string(doing) + ": " + std::strerror(errno), ""};
}

Result<std::string> make(const std::string& file) {
  unsigned char bytes[random_bytes];
  if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
    return system_fault(file, "no random bytes");
  }
  static constexpr char digits[] = "0123456789abcdef";
  std::string token;
  for (const unsigned char byte : bytes) {
    token += digits[byte >> 4];
    token += digits[byte & 15];
  }
  const net::Descriptor descriptor(
      open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!descriptor.open()) return system_fault(file, "cannot make the token file");
  const std::string line = token + "\n";
  if (write(descriptor.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    return system_fault(file, "cannot write the token");
  }
  return token;
}

}  // namespace

Result<std::string> token_from(const std::string& file) {
  const net::Descriptor descriptor(
      open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!descriptor.open()) {
    if (errno == ENOENT) return make(file);
    return system_fault(file, "cannot open the token file");
  }
  struct stat found {};
  if (fstat(descriptor.get(), &found) != 0) return system_fault(file, "cannot look at the file");
  if (!S_ISREG(found.st_mode) || found.st_uid != geteuid() || (found.st_mode & 077) != 0) {
    return Fault{FaultKind::refused, file, "expected a file of ours alone, mode 0600",
                 "chmod 600 it"};
  }
  char buffer[longest];
  const ssize_t size = read(descriptor.get(), buffer, sizeof buffer);
  if (size < 0) return system_fault(file, "cannot read the token");
  std::string token(buffer, static_cast<std::size_t>(size));
  token.erase(token.find_last_not_of(" \t\r\n") + 1);
  if (token.size() < shortest) {
    return Fault{FaultKind::range, file, "expected a token of at least 16 characters",
                 "remove the file and a new one is made"};
  }
  return token;
}

}  // namespace gavel::server
