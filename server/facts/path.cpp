#include "server/facts/path.h"

#include <array>
#include <cerrno>
#include <deque>

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/facts/mounts.h"

namespace gavel::facts {
namespace {

constexpr int max_links = 40;  // as the kernel's MAXSYMLINKS

bool starts(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool below(std::string_view path, std::string_view folder) {
  return starts(path, folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

// Puts the parts of `text` in front of what is still to be walked.
void push_front(std::deque<std::string>& parts, std::string_view text) {
  std::deque<std::string> front;
  while (!text.empty()) {
    const std::size_t slash = text.find('/');
    const std::string_view part = text.substr(0, slash);
    if (!part.empty() && part != ".") front.emplace_back(part);
    text = slash == std::string_view::npos ? std::string_view() : text.substr(slash + 1);
  }
  parts.insert(parts.begin(), front.begin(), front.end());
}

// /proc/self/root is the root for whoever asks, when no chroot lies between; any other link of
// /proc means something else in the agent's process than in ours.
enum class Magic { none, root, unknown };

Magic magic_of(const std::string& path) {
  if (!starts(path, "/proc/")) return Magic::none;
  if (path == "/proc/self/root" || path == "/proc/thread-self/root") return Magic::root;
  if (path == "/proc/self" || path == "/proc/thread-self") return Magic::none;
  return Magic::unknown;
}

class Walk {
 public:
  Walk(std::string_view path, const std::function<Stop(const std::string&)>& look) : look_(look) {
    push_front(left_, path);
  }

  std::optional<std::string> run() {
    while (!left_.empty()) {
      const std::string part = std::move(left_.front());
      left_.pop_front();
      if (!step(part)) return std::nullopt;
      if (done_.size() > PATH_MAX) return std::nullopt;
    }
    return done_.empty() ? "/" : done_;
  }

 private:
  bool step(const std::string& part) {
    if (part == "..") {
      done_.resize(done_.empty() ? 0 : done_.rfind('/'));
      return true;
    }
    const std::string next = done_ + "/" + part;
    // ".." may have led out of a missing folder again, so each part is looked at anew.
    const Stop stop = look_(next);
    if (stop.kind == Stop::Kind::unknown) return false;
    if (stop.kind == Stop::Kind::link) return follow(next, stop.target);
    done_ = next;
    return true;
  }

  bool follow(const std::string& link, std::string_view target) {
    if (++links_ > max_links) return false;
    const Magic magic = magic_of(link);
    if (magic == Magic::unknown) return false;
    if (magic == Magic::root) {
      done_.clear();
      return true;
    }
    // /proc/self names our own process here; keep the word, so that what lies below is seen as
    // belonging to whoever asks.
    if (link == "/proc/self" || link == "/proc/thread-self") {
      done_ = link;
      return true;
    }
    if (starts(target, "/")) done_.clear();
    push_front(left_, target);
    return true;
  }

  const std::function<Stop(const std::string&)>& look_;
  std::deque<std::string> left_;
  std::string done_;
  int links_ = 0;
};

bool pseudo(const std::string& path) {
  return below(path, "/proc") || below(path, "/sys");
}

FileKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::file;
  return S_ISDIR(mode) ? FileKind::folder : FileKind::other;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::optional<std::string> read_all(int descriptor, std::size_t size) {
  std::string text(size, '\0');
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = ::read(descriptor, text.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

}  // namespace

Stop look_at(const std::string& path) {
  if (may_hang(path)) return {Stop::Kind::unknown, ""};
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size >= 0) return {Stop::Kind::link, {target.data(), static_cast<std::size_t>(size)}};
  const bool plain = errno == EINVAL || errno == ENOENT || errno == ENOTDIR;
  return {plain ? Stop::Kind::plain : Stop::Kind::unknown, ""};
}

std::optional<std::string> real_path(std::string_view path,
                                     const std::function<Stop(const std::string&)>& look) {
  if (path.empty() || path[0] != '/' || path.size() > PATH_MAX) return std::nullopt;
  if (path.find('\0') != std::string_view::npos) return std::nullopt;
  return Walk(path, look).run();
}

std::optional<std::string> real_path(std::string_view path) {
  return real_path(path, look_at);
}

FileKind kind_of(std::string_view path) {
  const std::optional<std::string> real = real_path(path);
  if (!real) return FileKind::unknown;
  struct stat status {};
  if (::fstatat(AT_FDCWD, real->c_str(), &status, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) {
    return errno == ENOENT || errno == ENOTDIR ? FileKind::missing : FileKind::unknown;
  }
  const FileKind kind = kind_of_mode(status.st_mode);
  return kind == FileKind::file && pseudo(*real) ? FileKind::other : kind;
}

std::optional<std::string> read_regular(std::string_view path, std::size_t limit) {
  // Looked at before it is opened: opening a device can act on it.
  if (kind_of(path) != FileKind::file) return std::nullopt;
  const std::optional<std::string> real = real_path(path);
  if (!real) return std::nullopt;
  const Descriptor file(
      ::open(real->c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (static_cast<std::size_t>(status.st_size) > limit) return std::nullopt;
  return read_all(file.number(), static_cast<std::size_t>(status.st_size));
}

}  // namespace gavel::facts
