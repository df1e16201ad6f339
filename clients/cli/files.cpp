#include "clients/cli/files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace gavel::cli {

Result<std::string> read_file(const std::string& path, const std::string& what) {
  std::error_code failed;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, failed)) {
    return Fault{FaultKind::io, path, what + " cannot be read", "check the path and its rights"};
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Status write_new_file(const std::string& path, const std::string& text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0 && errno == EEXIST) {
    return Fault{FaultKind::conflict, path, "is already there and is not replaced",
                 "move it away first"};
  }
  if (fd < 0) return Fault{FaultKind::io, path, std::strerror(errno), ""};
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = write(fd, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    done += static_cast<std::size_t>(count);
  }
  const bool closed = close(fd) == 0;
  if (done == text.size() && closed) return Ok{};
  unlink(path.c_str());
  return Fault{FaultKind::io, path, "could not be written whole", "is the disk full?"};
}

std::string folder_path(const std::string& given) {
  std::error_code failed;
  const std::string base = given.empty() ? "." : given;
  std::string path = std::filesystem::absolute(base, failed).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

}  // namespace gavel::cli
