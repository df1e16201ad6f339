#include "server/facts/policies.h"

#include <algorithm>
#include <cerrno>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>

#include "server/facts/gitdir.h"
#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr const char* names[] = {"judge.json", ".pi/judge.json"};
constexpr std::size_t max_folders = 256;

std::string parent_of(const std::string& folder) {
  const std::size_t slash = folder.rfind('/');
  return slash == 0 ? "/" : folder.substr(0, slash);
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder == "/" ? folder + name : folder + "/" + name;
}

struct Status {
  bool there = false;
  bool readable = true;
  mode_t mode = 0;
  FileIdentity identity;
};

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

Status status_of(const std::string& path, bool follow) {
  struct stat raw {};
  Status status;
  const int flags = AT_NO_AUTOMOUNT | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
  if (::fstatat(AT_FDCWD, path.c_str(), &raw, flags) != 0) {
    status.there = errno != ENOENT && errno != ENOTDIR;
    status.readable = false;
    return status;
  }
  status.there = true;
  status.mode = raw.st_mode;
  status.identity = {raw.st_dev, raw.st_ino, nanoseconds(raw.st_mtim), nanoseconds(raw.st_ctim),
                     static_cast<std::uint64_t>(raw.st_size)};
  return status;
}

struct Wanted {
  PolicyLayer layer;
  std::string path;
  std::string folder;
};

struct Folders {
  std::string cwd;
  std::string repo_root;
  std::string outermost;
  std::vector<std::string> chain;  // innermost first
};

Folders folders_of(std::string_view cwd) {
  Folders folders;
  const std::optional<std::string> real = real_path(cwd);
  if (!real) return folders;
  folders.cwd = *real;
  std::vector<std::string> all;
  for (std::string at = *real; all.size() < max_folders; at = parent_of(at)) {
    all.push_back(at);
    if (git_dir(at)) {
      if (folders.repo_root.empty()) folders.repo_root = at;
      folders.outermost = at;
    }
    if (at == "/") break;
  }
  for (const std::string& folder : all) {
    // "/" is nobody's project: what holds for the whole machine stands in the managed file.
    if (folder == "/" && folders.outermost != "/") break;
    folders.chain.push_back(folder);
    if (folder == folders.outermost) break;
  }
  return folders;
}

std::vector<Wanted> wanted(const Folders& folders, const PolicyPlaces& places) {
  std::vector<Wanted> list;
  for (const std::string& folder : folders.chain) {
    for (const char* name : names) {
      list.push_back({PolicyLayer::repository, joined(folder, name), folder});
    }
  }
  if (!places.user_config.empty()) {
    list.push_back({PolicyLayer::user, places.user_config + "/gavel/judge.json", ""});
  }
  if (!places.managed.empty()) list.push_back({PolicyLayer::managed, places.managed, ""});
  return list;
}

// A link anywhere between the governed folder and the file counts as the file being one.
bool is_link(const Wanted& want) {
  if (want.layer != PolicyLayer::repository) return false;
  const std::string folder = parent_of(want.path);
  if (folder != want.folder && S_ISLNK(status_of(folder, false).mode)) return true;
  return S_ISLNK(status_of(want.path, false).mode);
}

std::string trouble_of(const Wanted& want, const Status& status) {
  if (is_link(want)) return "is a symbolic link";
  if (!status.readable) return "cannot be looked at";
  if (!S_ISREG(status.mode)) return "is not a regular file";
  if (status.identity.size > policy_bytes) {
    return "is larger than " + std::to_string(policy_bytes) + " bytes";
  }
  return {};
}

std::optional<PolicyFile> load(const Wanted& want) {
  const Status status = status_of(want.path, true);
  if (!status.there && !is_link(want)) return std::nullopt;
  PolicyFile file{want.layer,     want.path, want.folder, "", trouble_of(want, status),
                  status.identity};
  if (!file.trouble.empty()) return file;
  std::optional<std::string> text = read_regular(want.path, policy_bytes);
  if (text) {
    file.text = std::move(*text);
  } else {
    file.trouble = "cannot be read";
  }
  return file;
}

}  // namespace

Policies find_policies(std::string_view cwd, const PolicyPlaces& places) {
  const Folders folders = folders_of(cwd);
  Policies policies{folders.cwd, folders.repo_root, folders.outermost, {}};
  for (const Wanted& want : wanted(folders, places)) {
    std::optional<PolicyFile> file = load(want);
    if (file) policies.files.push_back(std::move(*file));
  }
  return policies;
}

std::vector<Candidate> candidates(std::string_view cwd, const PolicyPlaces& places) {
  std::vector<Candidate> list;
  for (const Wanted& want : wanted(folders_of(cwd), places)) {
    const bool link = is_link(want);
    list.push_back({want.path, status_of(want.path, !link).identity});
  }
  return list;
}

}  // namespace gavel::facts
