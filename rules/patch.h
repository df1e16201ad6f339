// Which files a patch text writes and deletes: apply_patch's own format and unified diffs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gavel::rules {

struct PatchedFile {
  enum class Change { add, update, remove, rename_from };
  Change change = Change::update;
  std::string path;
};

struct PatchReading {
  std::vector<PatchedFile> files;
  bool understood = false;  // false: no file header was found, or one was not readable
};

// `*** Begin Patch` with Add, Update, Delete File and Move to; `---`/`+++`, `diff --git`, `rename`.
PatchReading read_patch(std::string_view text);

}  // namespace gavel::rules
