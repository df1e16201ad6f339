// A settings file as it lies on the disk: read whole, replaced whole, never left half-written.
#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "rules/model/result.h"

namespace gavel::install {

struct File {
  std::string path;  // as named
  std::string real;  // what it leads to when links are followed; dotfiles often are links
  std::string text;  // empty when it is absent
  bool exists = false;
  mode_t mode = 0600;
};

// Absent is no fault. Faults: io (not a regular file, unreadable), limit (more than 4 MiB).
Result<File> load_file(const std::string& path);

// Puts `text` in the file's place: written beside it, synced, renamed; folders are made as needed
// (0700); mode and links stay. When `backup` is not empty, what was there is kept under that name.
// Faults: io, refused (the file is read-only). On a fault the file is as it was.
Status store_file(const File& file, std::string_view text, const std::string& backup);

// Removes what store_file made; what was there is kept under `backup` when that is not empty.
Status remove_file(const File& file, const std::string& backup);

}  // namespace gavel::install
