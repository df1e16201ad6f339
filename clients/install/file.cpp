#include "clients/install/file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gavel::install {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest = 4 * 1024 * 1024;
constexpr int most_links = 40;  // as Linux has it

Fault broken(const std::string& path, const char* what) {
  return {FaultKind::io, path, std::string(what) + ": " + std::strerror(errno), ""};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// A new file of that name with the text on the disk, or nothing.
Status write_new(const std::string& path, std::string_view text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return broken(path, "cannot be made");
  const bool good = write_all(fd, text) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
  const int why = errno;
  close(fd);
  if (good) return Ok{};
  unlink(path.c_str());
  errno = why;
  return broken(path, "cannot be written");
}

Status keep(const File& file, const std::string& backup) {
  if (backup.empty() || !file.exists) return Ok{};
  unlink(backup.c_str());
  return write_new(backup, file.text, file.mode);
}

Status may_change(const File& file) {
  if (!file.exists || (file.mode & S_IWUSR) != 0) return Ok{};
  return Fault{FaultKind::refused, file.path, "is read-only; nothing was changed",
               "chmod u+w it, or make the change shown above by hand"};
}

Status make_folder(const std::string& path) {
  std::error_code failed;
  const fs::path folder = fs::path(path).parent_path();
  if (fs::is_directory(folder, failed)) return Ok{};
  fs::create_directories(folder, failed);
  if (failed) {
    return Fault{FaultKind::io, folder, "cannot be made: " + failed.message(), ""};
  }
  return Ok{};
}

// Through every link; what a dangling one leads to is where the file will be made.
fs::path follow(fs::path path, std::error_code& failed) {
  for (int links = 0; links < most_links && fs::is_symlink(path, failed); ++links) {
    const fs::path next = fs::read_symlink(path, failed);
    if (failed) return path;
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  failed.clear();
  return fs::weakly_canonical(path, failed);
}

}  // namespace

Result<File> load_file(const std::string& path) {
  File file;
  file.path = path;
  std::error_code failed;
  file.real = follow(path, failed).string();
  if (failed) return Fault{FaultKind::io, path, "cannot be followed: " + failed.message(), ""};
  const int fd = open(file.real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return file;
  if (fd < 0) return broken(path, "cannot be read");
  struct stat status {};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(fd);
    return Fault{FaultKind::io, path, "is not a regular file", ""};
  }
  file.exists = true;
  file.mode = status.st_mode & 07777;
  char block[65536];
  ssize_t count = 0;
  while ((count = read(fd, block, sizeof block)) > 0 && file.text.size() <= largest) {
    file.text.append(block, static_cast<std::size_t>(count));
  }
  close(fd);
  if (count < 0) return broken(path, "cannot be read");
  if (file.text.size() > largest) {
    return Fault{FaultKind::limit, path, "is larger than 4 MiB", ""};
  }
  return file;
}

Status store_file(const File& file, std::string_view text, const std::string& backup) {
  if (const Status able = may_change(file); !able) return able;
  if (const Status made = make_folder(file.real); !made) return made;
  if (const Status kept = keep(file, backup); !kept) return kept;
  const std::string fresh = file.real + ".gavel-" + std::to_string(getpid());
  const Status written = write_new(fresh, text, file.mode);
  if (!written) return written;
  if (rename(fresh.c_str(), file.real.c_str()) == 0) return Ok{};
  const Fault fault = broken(file.path, "cannot be replaced");
  unlink(fresh.c_str());
  return fault;
}

Status remove_file(const File& file, const std::string& backup) {
  if (const Status able = may_change(file); !able) return able;
  if (const Status kept = keep(file, backup); !kept) return kept;
  if (unlink(file.real.c_str()) == 0 || errno == ENOENT) return Ok{};
  return broken(file.path, "cannot be removed");
}

}  // namespace gavel::install
