#include "server/facts/clean.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <dirent.h>
#include <git2.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t file_bytes = 4u << 20;  // hashed when its stat data says nothing
constexpr int max_depth = 64;

enum class State { same, differs, unknown };

State state_of(bool same) {
  return same ? State::same : State::differs;
}

std::uint32_t low32(std::uint64_t number) {
  return static_cast<std::uint32_t>(number);
}

bool same_time(const git_index_time& recorded, const timespec& now) {
  if (recorded.seconds != static_cast<std::int32_t>(now.tv_sec)) return false;
  return recorded.nanoseconds == 0 || recorded.nanoseconds == low32(now.tv_nsec);
}

// Stat data proves a file unchanged only when it was older than the index ("racy git", see
// Documentation/technical/racy-git.txt) and its ctime, which no user can set back, agrees too.
bool stat_proves(const git_index_entry& entry, const struct stat& now, std::int64_t index_s) {
  return entry.file_size == low32(static_cast<std::uint64_t>(now.st_size)) &&
         entry.ino == low32(now.st_ino) && same_time(entry.mtime, now.st_mtim) &&
         same_time(entry.ctime, now.st_ctim) && entry.mtime.seconds < index_s &&
         entry.ctime.seconds < index_s;
}

bool hidden(const git_index_entry& entry) {
  constexpr unsigned extended = GIT_INDEX_ENTRY_SKIP_WORKTREE | GIT_INDEX_ENTRY_INTENT_TO_ADD;
  return (entry.flags & GIT_INDEX_ENTRY_VALID) != 0 || (entry.flags_extended & extended) != 0 ||
         (entry.flags & GIT_INDEX_ENTRY_STAGEMASK) != 0;
}

bool same_mode(unsigned recorded, mode_t now) {
  if (S_ISLNK(now)) return recorded == GIT_FILEMODE_LINK;
  const bool executable = (now & S_IXUSR) != 0;
  return S_ISREG(now) &&
         recorded == (executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB);
}

std::optional<std::string> content_of(const std::string& path, mode_t mode) {
  if (!S_ISLNK(mode)) return read_regular(path, file_bytes);
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
  if (size < 0) return std::nullopt;
  return std::string(target.data(), static_cast<std::size_t>(size));
}

class Check {
 public:
  Check(Repository& repository, const Index& index)
      : repository_(repository), meter_(repository.meter()), index_(index) {}

  // Goes through the index and HEAD side by side; counts what must then be found on disk.
  State index_agrees(const git_oid& head_tree, const std::string& path) {
    TreeEntry entry;
    const Objects::Found found =
        path.empty() ? Objects::Found::yes : repository_.objects()->find(head_tree, path, entry);
    if (found != Objects::Found::yes) {
      return found == Objects::Found::no ? State::differs : State::unknown;
    }
    const std::optional<std::size_t> first = index_.first_below(path);
    if (!first) return State::differs;
    std::size_t place = *first;
    State state = State::same;
    const auto each = [&](const std::string& name, const TreeEntry& in_head) {
      state = step(name, in_head, place++);
      return state == State::same;
    };
    if (!path.empty() && entry.mode != GIT_FILEMODE_TREE) {
      each(path, entry);
    } else {
      const git_oid& tree = path.empty() ? head_tree : entry.id;
      const bool whole = repository_.objects()->walk(tree, path.empty() ? "" : path + "/", each);
      if (!whole && state == State::same) return State::unknown;
    }
    if (state != State::same) return state;
    expected_ = place - *first;
    const git_index_entry* next = place < index_.size() ? index_.at(place) : nullptr;
    return state_of(next == nullptr || !at_or_below(next->path, path));
  }

  State disk_agrees(const std::string& path) {
    const State state = visit(path, max_depth);
    return state == State::same ? state_of(met_ == expected_ && met_ > 0) : state;
  }

 private:
  State step(const std::string& name, const TreeEntry& in_head, std::size_t place) {
    if (!meter_.entry()) return State::unknown;
    const git_index_entry* entry = place < index_.size() ? index_.at(place) : nullptr;
    return state_of(entry != nullptr && name == entry->path && !hidden(*entry) &&
                    entry->mode == in_head.mode && entry->mode != GIT_FILEMODE_COMMIT &&
                    git_oid_equal(&entry->id, &in_head.id) != 0);
  }

  std::string on_disk(const std::string& path) const {
    const std::string root = repository_.dir().root == "/" ? "" : repository_.dir().root;
    return path.empty() ? root + "/" : root + "/" + path;
  }

  State visit(const std::string& path, int depth) {
    struct stat now {};
    if (depth == 0 || !meter_.entry()) return State::unknown;
    if (::lstat(on_disk(path).c_str(), &now) != 0) {
      return errno == ENOENT || errno == ENOTDIR ? State::differs : State::unknown;
    }
    const bool folder = S_ISDIR(now.st_mode);
    const git_index_entry* entry = folder ? nullptr : index_.find(path);
    if (entry != nullptr) return compare(*entry, on_disk(path), now);
    if (!path.empty() && !(folder && index_.first_below(path))) {
      // Not tracked: only what HEAD ignores may lie here; an empty folder holds nothing to lose.
      const std::optional<bool> ignored = repository_.part_ignored(path, folder);
      if (!ignored) return State::unknown;
      if (*ignored) return State::same;
    }
    return folder ? visit_folder(path, depth) : State::differs;
  }

  State visit_folder(const std::string& path, int depth) {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(on_disk(path).c_str()), &::closedir);
    if (!open) return State::unknown;
    while (const dirent* entry = ::readdir(open.get())) {
      const std::string name = entry->d_name;
      if (name == "." || name == ".." || (path.empty() && name == ".git")) continue;
      if (name == ".git") return State::differs;  // a repository of its own
      const State state = visit(path.empty() ? name : path + "/" + name, depth - 1);
      if (state != State::same) return state;
    }
    return State::same;
  }

  State compare(const git_index_entry& entry, const std::string& path, const struct stat& now) {
    ++met_;
    if (!same_mode(entry.mode, now.st_mode)) return State::differs;
    if (stat_proves(entry, now, index_.written_s())) return State::same;
    const std::optional<std::string> content = content_of(path, now.st_mode);
    if (!content || !meter_.read(content->size())) return State::unknown;
    git_oid id;
    if (git_odb_hash(&id, content->data(), content->size(), GIT_OBJECT_BLOB) != 0) {
      return State::unknown;
    }
    return state_of(git_oid_equal(&id, &entry.id) != 0);
  }

  Repository& repository_;
  Meter& meter_;
  const Index& index_;
  std::size_t expected_ = 0;
  std::size_t met_ = 0;
};

std::optional<bool> answer_of(State state) {
  if (state == State::unknown) return std::nullopt;
  return state == State::same;
}

}  // namespace

std::optional<bool> clean(Repository& repository, const std::string& path) {
  const git_oid* tree = repository.head_tree();
  const Index* index = repository.index();
  if (tree == nullptr || index == nullptr) return std::nullopt;
  Check check(repository, *index);
  const State recorded = check.index_agrees(*tree, path);
  if (recorded != State::same) return answer_of(recorded);
  return answer_of(check.disk_agrees(path));
}

}  // namespace gavel::facts
