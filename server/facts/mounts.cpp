#include "server/facts/mounts.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gavel::facts {
namespace {

constexpr std::size_t most_mountinfo = 4u << 20;

// Served by the machine that this one is a guest of, not by a process of the user's.
constexpr std::string_view guest_shares[] = {"fuse.grpcfuse", "fuse.osxfs",   "fuse.vmhgfs-fuse",
                                             "fuse.prl_fsd",  "fuse.lxcfs",   "fuse.fakeowner",
                                             "fuse.vboxsf",   "fuse.desktop", "fuse.virtiofs"};

std::string_view next_field(std::string_view& line) {
  const std::size_t end = std::min(line.find(' '), line.size());
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return field;
}

bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

// "\040" is a blank.
std::string unescaped(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool escape = field[i] == '\\' && i + 3 < field.size() && is_octal(field[i + 1]) &&
                        is_octal(field[i + 2]) && is_octal(field[i + 3]);
    if (!escape) {
      out += field[i];
      continue;
    }
    const int code = (field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0');
    out += static_cast<char>(code);
    i += 3;
  }
  return out;
}

bool has_option(std::string_view options, std::string_view wanted) {
  while (!options.empty()) {
    const std::size_t end = std::min(options.find(','), options.size());
    if (options.substr(0, end) == wanted) return true;
    options.remove_prefix(std::min(end + 1, options.size()));
  }
  return false;
}

bool served_by_user(std::string_view type, std::string_view options, uid_t asker) {
  if (type == "autofs") return true;
  if (type != "fuse" && type != "fuseblk" && !type.starts_with("fuse.")) return false;
  if (std::find(std::begin(guest_shares), std::end(guest_shares), type) != std::end(guest_shares))
    return false;
  return asker == 0 || !has_option(options, "user_id=0");
}

// id parent major:minor root point options [optional fields] - type source super-options
std::optional<Unsure> unsure_line(std::string_view line, uid_t asker) {
  Unsure mount;
  const std::string_view id = next_field(line);
  const auto read = std::from_chars(id.data(), id.data() + id.size(), mount.id);
  for (int skipped = 0; skipped < 3; ++skipped) next_field(line);
  mount.point = unescaped(next_field(line));
  const std::size_t dash = line.find(" - ");
  const bool whole =
      read.ec == std::errc() && mount.point.starts_with('/') && dash != std::string_view::npos;
  if (!whole) return mount;
  line.remove_prefix(dash + 3);
  const std::string_view type = next_field(line);
  next_field(line);
  if (!served_by_user(type, line, asker)) return std::nullopt;
  return mount;
}

// The kernel's own file: reading it waits for nobody.
std::optional<std::string> mountinfo() {
  const int file = ::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string text;
  char piece[16'384];
  ssize_t got = 0;
  while (text.size() < most_mountinfo && (got = ::read(file, piece, sizeof piece)) > 0)
    text.append(piece, static_cast<std::size_t>(got));
  ::close(file);
  if (got != 0) return std::nullopt;
  return text;
}

bool within(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

std::vector<Unsure> unsure_mounts(std::string_view mountinfo, uid_t asker) {
  std::vector<Unsure> mounts;
  while (!mountinfo.empty()) {
    const std::size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
    if (auto mount = unsure_line(mountinfo.substr(0, end), asker); mount && end > 0)
      mounts.push_back(std::move(*mount));
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
  }
  return mounts;
}

// AT_STATX_DONT_SYNC asks only what the kernel has: of a mount's root that is enough to say which
// mount it is, and the process that serves it is not asked (statx(2)).
bool may_hang(const std::string& path) {
  struct statx seen {};
  constexpr int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC;
  if (::statx(AT_FDCWD, path.c_str(), flags, STATX_TYPE | STATX_MNT_ID, &seen) != 0) return false;
  if ((seen.stx_attributes & STATX_ATTR_AUTOMOUNT) != 0) return true;
  // Disks have a device of their own; what a process serves has none.
  const bool root = (seen.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0 ||
                    (seen.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) == 0;
  if (!root || path == "/") return false;
  const std::optional<std::string> text = mountinfo();
  if (!text) return true;
  const std::vector<Unsure> mounts = unsure_mounts(*text, ::geteuid());
  const bool by_id = (seen.stx_mask & STATX_MNT_ID) != 0;
  return std::any_of(mounts.begin(), mounts.end(), [&](const Unsure& mount) {
    return by_id ? mount.id == seen.stx_mnt_id || mount.id == 0 : within(path, mount.point);
  });
}

bool way_may_hang(std::string_view path) {
  std::size_t at = 0;
  while (at < path.size()) {
    at = std::min(path.find('/', at + 1), path.size());
    if (may_hang(std::string(path.substr(0, at)))) return true;
  }
  return false;
}

bool holds_unsure(std::string_view folder) {
  const std::optional<std::string> text = mountinfo();
  if (!text) return true;
  const std::vector<Unsure> mounts = unsure_mounts(*text, ::geteuid());
  return std::any_of(mounts.begin(), mounts.end(), [&](const Unsure& mount) {
    return mount.point.empty() || within(mount.point, folder);
  });
}

}  // namespace gavel::facts
