#include "server/ui/judge_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/load.h"
#include "server/net/descriptor.h"

namespace gavel::ui {
namespace {

using net::Descriptor;

constexpr std::size_t longest = 1u << 20;
constexpr const char* names[] = {"judge.json", ".pi/judge.json"};
constexpr const char* fresh_name = ".judge.json.gavel-new";

Fault system_fault(const std::string& where, const char* doing) {
  const FaultKind kind = errno == ENOENT ? FaultKind::missing : FaultKind::io;
  return {kind, where, std::string(doing) + ": " + std::strerror(errno), ""};
}

Fault refused(const std::string& where, const char* what) {
  return {FaultKind::refused, where, what, "look at it before you write a rule there"};
}

// What the kernel calls the folder that was opened, so that no link in the path is believed.
Result<Descriptor> open_folder(const std::string& folder) {
  Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!opened.open()) return system_fault(folder, "cannot open the folder");
  char name[4096];
  const std::string link = "/proc/self/fd/" + std::to_string(opened.get());
  const ssize_t length = readlink(link.c_str(), name, sizeof name);
  if (length < 0) return system_fault(folder, "cannot look at the folder");
  if (std::string_view(name, static_cast<std::size_t>(length)) != folder) {
    return refused(folder, "the folder is reached by a symbolic link");
  }
  return opened;
}

// The folder in which the named file itself stands.
Result<Descriptor> open_home(const Descriptor& folder, const std::string& where,
                             std::string_view name) {
  const bool below = name.find('/') != std::string_view::npos;
  Descriptor opened(
      openat(folder.get(), below ? ".pi" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (!opened.open()) return system_fault(where, "cannot open the folder");
  return opened;
}

Result<std::string> read_all(const Descriptor& file, const std::string& path) {
  std::string text;
  char buffer[65536];
  for (;;) {
    const ssize_t count = read(file.get(), buffer, sizeof buffer);
    if (count < 0) return system_fault(path, "cannot read it");
    if (count == 0) return text;
    text.append(buffer, static_cast<std::size_t>(count));
    if (text.size() > longest) {
      return Fault{FaultKind::limit, path, "it is larger than 1 MiB", ""};
    }
  }
}

Result<std::string> read_in(const Descriptor& home, const std::string& path) {
  const Descriptor file(
      openat(home.get(), "judge.json", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.open()) {
    if (errno == ELOOP) return refused(path, "it is a symbolic link");
    return system_fault(path, "cannot open it");
  }
  struct stat found {};
  if (fstat(file.get(), &found) != 0) return system_fault(path, "cannot look at it");
  if (!S_ISREG(found.st_mode) || found.st_nlink != 1) {
    return refused(path, "it is no regular file of one name");
  }
  return read_all(file, path);
}

mode_t mode_of(const Descriptor& home) {
  struct stat found {};
  const bool there = fstatat(home.get(), "judge.json", &found, AT_SYMLINK_NOFOLLOW) == 0;
  return there ? found.st_mode & 0777 : 0644;
}

Status write_fresh(const Descriptor& home, const std::string& path, const std::string& text) {
  unlinkat(home.get(), fresh_name, 0);  // of an earlier time that did not end
  const Descriptor file(
      openat(home.get(), fresh_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file.open()) return system_fault(path, "cannot write beside it");
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = write(file.get(), text.data() + sent, text.size() - sent);
    if (count <= 0) return system_fault(path, "cannot write beside it");
    sent += static_cast<std::size_t>(count);
  }
  const bool kept = fchmod(file.get(), mode_of(home)) == 0 && fsync(file.get()) == 0;
  return kept ? Status(Ok{}) : Status(system_fault(path, "cannot write beside it"));
}

// The file's own name below `folder`.
std::string name_in(const JudgeFile& file, const std::string& folder) {
  return file.path.substr(folder.size() + 1);
}

}  // namespace

Result<JudgeFile> read_judge_file(const std::string& folder) {
  const Result<Descriptor> opened = open_folder(folder);
  if (!opened.ok()) return opened.faults();
  std::optional<JudgeFile> found;
  for (const char* name : names) {
    const std::string path = folder + "/" + name;
    const Result<Descriptor> home = open_home(*opened, path, name);
    if (!home.ok() && home.faults().front().kind == FaultKind::missing) continue;
    if (!home.ok()) return home.faults();
    Result<std::string> text = read_in(*home, path);
    if (text.ok()) {
      if (found) return policy::both_files(folder);
      found = JudgeFile{path, std::move(*text)};
      continue;
    }
    if (text.faults().front().kind != FaultKind::missing) return text.faults();
  }
  return found.value_or(JudgeFile{folder + "/judge.json", ""});
}

Status replace_judge_file(const std::string& folder, const JudgeFile& as_read,
                          const std::string& text) {
  const Result<JudgeFile> now = read_judge_file(folder);
  if (!now.ok()) return now.faults();
  if (now->path != as_read.path || now->text != as_read.text) {
    return Fault{FaultKind::conflict, as_read.path, "it was changed meanwhile", "try again"};
  }
  const Result<Descriptor> opened = open_folder(folder);
  if (!opened.ok()) return opened.faults();
  const Result<Descriptor> home = open_home(*opened, as_read.path, name_in(as_read, folder));
  if (!home.ok()) return home.faults();
  if (Status written = write_fresh(*home, as_read.path, text); !written.ok()) return written;
  if (renameat(home->get(), fresh_name, home->get(), "judge.json") == 0) return Ok{};
  return system_fault(as_read.path, "cannot replace it");
}

}  // namespace gavel::ui
