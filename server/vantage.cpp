#include "server/vantage.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "server/facts/path.h"
#include "server/net/descriptor.h"

namespace gavel::server {
namespace {

constexpr const char* map_it =
    "if the agent runs in a container, its user names the folder to the gateway: \"server\": "
    "{\"roots\": [\"/its/name/there=/its/name/here\"]} in ~/.config/gavel/judge.json";

std::string without_trailing_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// Which folder stands at a name, told apart by device and inode.
struct Place {
  bool known = false;  // false: it could not be looked at
  bool there = false;
  dev_t device = 0;
  ino_t inode = 0;
};

Place place_of(int root, const std::string& path) {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;
  const net::Descriptor folder(
      static_cast<int>(syscall(SYS_openat2, root, path.c_str(), &how, sizeof how)));
  struct stat status {};
  if (!folder.open()) return {errno == ENOENT || errno == ENOTDIR, false, 0, 0};
  if (fstat(folder.get(), &status) != 0) return {};
  return {true, true, status.st_dev, status.st_ino};
}

// Not of what a process of the agent's may serve: looking there could hang.
Place place_in(const std::string& root, const std::string& path) {
  if (!facts::real_path(path)) return {};
  const net::Descriptor top(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  return top.open() ? place_of(top.get(), path) : Place{};
}

enum class Agreement { same, different, unknown };

Agreement agreement(const Place& theirs, const Place& ours) {
  if (!theirs.known || !ours.known) return Agreement::unknown;
  const bool same =
      theirs.there == ours.there && theirs.device == ours.device && theirs.inode == ours.inode;
  return same ? Agreement::same : Agreement::different;
}

}  // namespace

Vantage Vantage::of_gone() {
  Vantage vantage;
  vantage.sees_ = false;
  return vantage;
}

std::optional<std::string> Vantage::here(std::string_view path) const {
  return mappings_.empty() ? std::string(path) : mappings_.here(path);
}

std::string Vantage::theirs(const std::string& folder, const std::string& cwd) const {
  if (mappings_.empty() || folder.empty()) return folder;
  if (const std::optional<std::string> name = mappings_.theirs(folder)) return *name;
  return mappings_.holder(cwd).value_or(cwd);
}

void Vantage::add_names(std::vector<std::string>& paths) const {
  const std::size_t count = paths.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<std::string> name = mappings_.theirs(paths[i]);
    if (name) paths.push_back(*name);
  }
}

std::unique_ptr<Facts> Vantage::over(std::unique_ptr<Facts> disk) const {
  if (mappings_.empty()) return disk;
  return std::make_unique<facts::MappedFacts>(mappings_, std::move(disk));
}

Result<facts::Mappings> read_roots(const std::vector<std::string>& roots) {
  std::vector<facts::Mapping> list;
  Faults faults;
  for (const std::string& text : roots) {
    const std::size_t sign = text.find('=');
    const std::string named = sign == text.npos ? "" : text.substr(sign + 1);
    const std::string theirs = without_trailing_slash(text.substr(0, sign));
    if (!named.starts_with("/") || !theirs.starts_with("/")) {
      faults.push_back(
          {FaultKind::range, "/server/roots",
           "expected two absolute paths such as /workspace=/home/me/project, got \"" + text + "\"",
           ""});
      continue;
    }
    const std::optional<std::string> here = facts::real_path(named);
    list.push_back({theirs, here.value_or(without_trailing_slash(named))});
  }
  if (!faults.empty()) return faults;
  return facts::Mappings(std::move(list));
}

Result<Vantage> vantage_of(const facts::Mappings& roots, std::string_view cwd, std::int64_t pid) {
  const std::string name(cwd);
  const Place theirs = pid > 0 ? place_in("/proc/" + std::to_string(pid) + "/root", name) : Place{};
  const std::optional<std::string> mapped = roots.here(cwd);
  if (mapped) {
    const Place ours = place_in("/", *mapped);
    if (ours.there && agreement(theirs, ours) != Agreement::different) return Vantage(roots);
  }
  const Place ours = place_in("/", name);
  switch (agreement(theirs, ours)) {
    case Agreement::same:
      return ours.there ? Vantage() : Vantage::of_gone();
    case Agreement::unknown:
      if ((ours.there || !ours.known) && roots.empty()) return Vantage();
      break;
    case Agreement::different:
      break;
  }
  if (mapped) return unseen(cwd, *mapped + " is not the agent's folder");
  return unseen(cwd, ours.there ? "what has that name here is another folder"
                                : "there is none of that name here");
}

Fault unseen(std::string_view cwd, const std::string& why) {
  return {FaultKind::missing, std::string(cwd), "the gateway cannot see this folder: " + why,
          map_it};
}

}  // namespace gavel::server
