// Paths as the kernel would read them: symbolic links resolved, nothing opened.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "rules/model/facts.h"

namespace gavel::facts {

// The real path of `path` (absolute): every link of its existing prefix is resolved, the rest is
// kept, `.` and `..` are taken out. Nothing is opened, so nothing can block or be triggered, and
// nothing is looked at below a mount that a process of the user's serves (mounts.h).
// nullopt: not absolute, holds a NUL, too long, more than 40 links, a folder we may not search, or
// below such a mount, or
// a link of /proc whose meaning depends on who asks (/proc/self/cwd, /dev/stdin).
std::optional<std::string> real_path(std::string_view path);

// What stands at a name whose folder holds no link.
struct Stop {
  enum class Kind { plain, link, unknown };
  Kind kind = Kind::unknown;
  std::string target;  // of a link
};

// The same for paths that mean something else than on this disk: `look` says what is where.
std::optional<std::string> real_path(std::string_view path,
                                     const std::function<Stop(const std::string&)>& look);
// What this disk has there.
Stop look_at(const std::string& path);

// Of a path, links followed. Things below /proc and /sys other than folders are `other`: reading
// them may block or act.
FileKind kind_of(std::string_view path);

// At most `limit` bytes of a regular file; never waits, never opens a device.
// nullopt: missing, not permitted, not a regular file, larger.
std::optional<std::string> read_regular(std::string_view path, std::size_t limit);

}  // namespace gavel::facts
