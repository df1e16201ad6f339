#include "server/facts/index.h"

#include <cerrno>

#include <git2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t index_bytes = 32u << 20;

// The bytes as an anonymous file: libgit2 reads an index by name only, and the name in the
// repository may be a FIFO by the time it opens it.
class Copy {
 public:
  explicit Copy(const std::string& bytes)
      : descriptor_(::memfd_create("gavel-index", MFD_CLOEXEC)) {
    std::size_t done = 0;
    while (descriptor_ >= 0 && done < bytes.size()) {
      const ssize_t wrote = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
      if (wrote <= 0) return;
      done += static_cast<std::size_t>(wrote);
    }
    good_ = descriptor_ >= 0;
  }
  ~Copy() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  bool good() const { return good_; }
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
  bool good_ = false;
};

}  // namespace

void Index::Free::operator()(git_index* index) const {
  git_index_free(index);
}

bool at_or_below(const std::string& path, const std::string& folder) {
  if (folder.empty() || path == folder) return true;
  return path.size() > folder.size() && path[folder.size()] == '/' &&
         path.compare(0, folder.size(), folder) == 0;
}

std::unique_ptr<Index> Index::open(const GitDir& dir, Meter& meter) {
  const std::string name = dir.git + "/index";
  struct stat status {};
  git_index* raw = nullptr;
  if (::lstat(name.c_str(), &status) != 0) {
    if (errno != ENOENT || git_index_new(&raw) != 0) return nullptr;
    return std::unique_ptr<Index>(new Index(raw, 0));
  }
  const std::optional<std::string> bytes = read_regular(name, index_bytes);
  if (!bytes || !meter.in_time()) return nullptr;
  const Copy copy(*bytes);
  if (!copy.good() || git_index_open(&raw, copy.name().c_str()) != 0) return nullptr;
  return std::unique_ptr<Index>(new Index(raw, status.st_mtim.tv_sec));
}

std::size_t Index::size() const {
  return git_index_entrycount(index_.get());
}

const git_index_entry* Index::at(std::size_t place) const {
  return git_index_get_byindex(index_.get(), place);
}

const git_index_entry* Index::find(const std::string& path) const {
  return git_index_get_bypath(index_.get(), path.c_str(), 0);
}

std::optional<std::size_t> Index::first_below(const std::string& path) const {
  if (path.empty()) return size() == 0 ? std::nullopt : std::optional<std::size_t>(0);
  std::size_t place = 0;
  if (git_index_find(&place, index_.get(), path.c_str()) == 0) return place;
  if (git_index_find_prefix(&place, index_.get(), (path + "/").c_str()) == 0) return place;
  return std::nullopt;
}

}  // namespace gavel::facts
