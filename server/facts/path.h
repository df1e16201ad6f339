// Paths as the kernel would read them: symbolic links resolved, nothing opened.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/model/facts.h"

namespace gavel::facts {

// The real path of `path` (absolute): every link of its existing prefix is resolved, the rest is
// kept, `.` and `..` are taken out. Nothing is opened, so nothing can block or be triggered.
// nullopt: not absolute, holds a NUL, too long, more than 40 links, a folder we may not search, or
// a link of /proc whose meaning depends on who asks (/proc/self/cwd, /dev/stdin).
std::optional<std::string> real_path(std::string_view path);

// Of a path, links followed. Things below /proc and /sys other than folders are `other`: reading
// them may block or act.
FileKind kind_of(std::string_view path);

// At most `limit` bytes of a regular file; never waits, never opens a device.
// nullopt: missing, not permitted, not a regular file, larger.
std::optional<std::string> read_regular(std::string_view path, std::size_t limit);

}  // namespace gavel::facts
