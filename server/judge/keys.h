// Where the keys of endpoints come from: the environment, or a file that only its owner may read.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "rules/model/result.h"

namespace gavel::judge {

struct KeySources {
  std::function<std::optional<std::string>(const std::string& name)> variable;
  std::function<Result<std::string>(const std::string& path)> file;
};

// The gateway's own environment and disk.
KeySources real_keys();

// The text of a key file without the blanks around it. "~/" is the home folder.
// Faults: missing or unreadable; a link, a folder, a pipe; not owned by this user or root; readable
// or writable by anyone else; larger than 8192 bytes. None holds what stands in the file.
Result<std::string> read_key_file(const std::string& path);

}  // namespace gavel::judge
