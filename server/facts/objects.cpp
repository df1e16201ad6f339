#include "server/facts/objects.h"

#include <array>
#include <cerrno>
#include <string>

#include <dirent.h>
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <sys/stat.h>

#include "server/facts/path.h"

namespace gavel::facts {
namespace {

constexpr std::size_t object_bytes = 4u << 20;
constexpr off_t loose_bytes = 4 << 20;
constexpr int max_packs = 2000;

// libgit2 counts its users; one that stays keeps it from starting anew with every call.
struct Library {
  Library() {
    git_libgit2_init();
    // Nothing outside the store is asked for, and should that ever change, nothing is found.
    for (const int level : {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
                            GIT_CONFIG_LEVEL_PROGRAMDATA}) {
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
  }
};

void start_library() {
  static const Library library;
}

template <class T, void (*free_it)(T*)>
struct Freed {
  void operator()(T* object) const { free_it(object); }
};
using Odb = std::unique_ptr<git_odb, Freed<git_odb, git_odb_free>>;
using Commit = std::unique_ptr<git_commit, Freed<git_commit, git_commit_free>>;
using Tree = std::unique_ptr<git_tree, Freed<git_tree, git_tree_free>>;
using Blob = std::unique_ptr<git_blob, Freed<git_blob, git_blob_free>>;
using Entry = std::unique_ptr<git_tree_entry, Freed<git_tree_entry, git_tree_entry_free>>;

bool absent_or_regular(const std::string& path, off_t limit) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return errno == ENOENT;
  return S_ISREG(status.st_mode) && status.st_size <= limit;
}

// A backend of libgit2 behind checks of ours; the first member is what libgit2 sees.
struct Guard {
  git_odb_backend base;
  git_odb_backend* inner = nullptr;
  Meter* meter = nullptr;
  std::string loose_folder;  // set for the loose store: its files are looked at first

  bool safe(const git_oid* id) const {
    if (loose_folder.empty()) return true;
    std::array<char, GIT_OID_HEXSZ + 1> hex{};
    git_oid_tostr(hex.data(), hex.size(), id);
    const std::string text = hex.data();
    const std::string path = loose_folder + "/" + text.substr(0, 2) + "/" + text.substr(2);
    return absent_or_regular(path, loose_bytes);
  }
};

Guard& guard_of(git_odb_backend* backend) {
  return *reinterpret_cast<Guard*>(backend);
}

int guarded_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                   const git_oid* id) {
  Guard& guard = guard_of(backend);
  if (!guard.safe(id)) return GIT_ERROR;
  return guard.inner->read_header(size, type, guard.inner, id);
}

int guarded_read(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                 const git_oid* id) {
  Guard& guard = guard_of(backend);
  const int known = guarded_header(size, type, backend, id);
  if (known != 0) return known;
  if (*size > object_bytes || !guard.meter->read(*size) || !guard.meter->in_time()) {
    return GIT_ERROR;
  }
  return guard.inner->read(data, size, type, guard.inner, id);
}

int guarded_exists(git_odb_backend* backend, const git_oid* id) {
  Guard& guard = guard_of(backend);
  return guard.safe(id) ? guard.inner->exists(guard.inner, id) : 0;
}

void guarded_free(git_odb_backend* backend) {
  Guard* guard = &guard_of(backend);
  guard->inner->free(guard->inner);
  delete guard;
}

bool add_guarded(git_odb* odb, git_odb_backend* inner, int priority, Meter& meter,
                 const std::string& loose_folder) {
  auto guard = std::make_unique<Guard>();
  git_odb_init_backend(&guard->base, GIT_ODB_BACKEND_VERSION);
  guard->base.read_header = guarded_header;
  guard->base.read = guarded_read;
  guard->base.exists = guarded_exists;
  guard->base.free = guarded_free;
  guard->inner = inner;
  guard->meter = &meter;
  guard->loose_folder = loose_folder;
  if (git_odb_add_backend(odb, &guard->base, priority) != 0) {
    guarded_free(&guard.release()->base);
    return false;
  }
  (void)guard.release();  // the odb frees it
  return true;
}

// libgit2 opens whatever lies in the pack folder under a pack's name.
bool packs_are_regular(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), &::closedir);
  if (!open) return errno == ENOENT;
  int count = 0;
  while (const dirent* entry = ::readdir(open.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat status {};
    if (++count > max_packs || ::lstat((folder + "/" + name).c_str(), &status) != 0) return false;
    if (!S_ISREG(status.st_mode)) return false;
  }
  return true;
}

bool add_store(git_odb* odb, const std::string& objects, Meter& meter) {
  git_odb_backend* inner = nullptr;
  if (!packs_are_regular(objects + "/pack")) return false;
  if (git_odb_backend_pack(&inner, objects.c_str()) != 0) return false;
  if (!add_guarded(odb, inner, 2, meter, "")) return false;
  if (git_odb_backend_loose(&inner, objects.c_str(), 0, 0, 0, 0) != 0) return false;
  return add_guarded(odb, inner, 1, meter, objects);
}

}  // namespace

void Objects::Free::operator()(git_repository* repository) const {
  git_repository_free(repository);
}

Objects::~Objects() = default;

std::optional<git_oid> parse_oid(std::string_view hex) {
  git_oid id;
  if (hex.size() != GIT_OID_HEXSZ || git_oid_fromstrn(&id, hex.data(), hex.size()) != 0) {
    return std::nullopt;
  }
  return id;
}

std::unique_ptr<Objects> Objects::open(const GitDir& dir, Meter& meter) {
  start_library();
  git_odb* raw = nullptr;
  if (git_odb_new(&raw) != 0) return nullptr;
  const Odb odb(raw);
  if (!add_store(odb.get(), dir.common + "/objects", meter)) return nullptr;
  git_repository* repository = nullptr;
  if (git_repository_wrap_odb(&repository, odb.get()) != 0) return nullptr;
  return std::unique_ptr<Objects>(new Objects(repository));
}

std::optional<CommitInfo> Objects::commit(const git_oid& id) {
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository_.get(), &id) != 0) return std::nullopt;
  const Commit commit(raw);
  CommitInfo info{*git_commit_tree_id(raw), git_commit_time(raw), {}};
  for (unsigned i = 0; i < git_commit_parentcount(raw); ++i) {
    info.parents.push_back(*git_commit_parent_id(raw, i));
  }
  return info;
}

std::optional<std::string> Objects::blob(const git_oid& id) {
  git_blob* raw = nullptr;
  if (git_blob_lookup(&raw, repository_.get(), &id) != 0) return std::nullopt;
  const Blob blob(raw);
  return std::string(static_cast<const char*>(git_blob_rawcontent(raw)),
                     static_cast<std::size_t>(git_blob_rawsize(raw)));
}

Objects::Found Objects::find(const git_oid& id, const std::string& path, TreeEntry& entry) {
  git_tree* raw = nullptr;
  if (git_tree_lookup(&raw, repository_.get(), &id) != 0) return Found::unknown;
  const Tree tree(raw);
  git_tree_entry* raw_entry = nullptr;
  const int code = git_tree_entry_bypath(&raw_entry, raw, path.c_str());
  if (code == GIT_ENOTFOUND) return Found::no;
  if (code != 0) return Found::unknown;
  const Entry found(raw_entry);
  entry = {*git_tree_entry_id(raw_entry),
           static_cast<unsigned>(git_tree_entry_filemode_raw(raw_entry))};
  return Found::yes;
}

bool Objects::walk(const git_oid& id, const std::string& prefix, const Each& each, int depth) {
  git_tree* raw = nullptr;
  if (depth == 0 || git_tree_lookup(&raw, repository_.get(), &id) != 0) return false;
  const Tree tree(raw);
  for (std::size_t i = 0; i < git_tree_entrycount(raw); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(raw, i);
    const std::string path = prefix + git_tree_entry_name(entry);
    const TreeEntry found{*git_tree_entry_id(entry),
                          static_cast<unsigned>(git_tree_entry_filemode_raw(entry))};
    const bool folder = git_tree_entry_type(entry) == GIT_OBJECT_TREE;
    if (folder ? !walk(found.id, path + "/", each, depth - 1) : !each(path, found)) return false;
  }
  return true;
}

}  // namespace gavel::facts
