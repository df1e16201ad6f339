// Mounts whose answers another process of the same user gives, or withholds: FUSE and automounts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace gavel::facts {

// One line of /proc/self/mountinfo (proc_pid_mountinfo(5)) that may never answer.
struct Unsure {
  std::uint64_t id = 0;
  std::string point;  // absolute, octal escapes undone
};

// Those of `mountinfo`. `asker` is the user id of this process: what root mounted is trusted
// unless we are root ourselves; the shares of virtual machines always are. A line that cannot be
// read counts as one that may never answer, with the id it has, else 0.
std::vector<Unsure> unsure_mounts(std::string_view mountinfo, uid_t asker);

// Whether looking at `path`, whose folder has been looked at, could wait for a process of the
// user's. Touches nothing below a mount point; follows no link, triggers no automount.
bool may_hang(const std::string& path);

// The same for every folder on the way down to `path` (absolute, plain), and for it.
bool way_may_hang(std::string_view path);

// Whether such a mount lies at or below `folder` (a real path), or what is mounted is not known.
bool holds_unsure(std::string_view folder);

}  // namespace gavel::facts
