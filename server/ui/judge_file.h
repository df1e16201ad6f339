// The judge.json of a repository, read and replaced without being led elsewhere.
#pragma once

#include <string>

#include "rules/model/result.h"

namespace gavel::ui {

struct JudgeFile {
  std::string path;  // FOLDER/judge.json, or FOLDER/.pi/judge.json where only that is there
  std::string text;  // "" where there is none yet
};

// `folder` is a path of the log: an agent named it and may have put something else there since. It
// must be a folder by exactly that name, links nowhere in it, and the file a regular one.
// Faults: missing, refused, limit (1 MiB), io.
Result<JudgeFile> read_judge_file(const std::string& folder);

// Puts `text` in the place of what was read, with the same mode; a reader sees the old file or the
// new one. Faults: conflict when the file is not as it was read; those of read_judge_file.
Status replace_judge_file(const std::string& folder, const JudgeFile& as_read,
                          const std::string& text);

}  // namespace gavel::ui
