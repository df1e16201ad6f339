// Whole files in and out, with faults that say what to do.
#pragma once

#include <string>

#include "rules/model/result.h"

namespace gavel::cli {

// Faults: io. `what` names the file's role in the message: "the policy file".
Result<std::string> read_file(const std::string& path, const std::string& what);

// Refuses to replace what is there. Mode 0644 less the umask.
Status write_new_file(const std::string& path, const std::string& text);

// Absolute and lexically normal, without a trailing slash; "" means the current folder.
std::string folder_path(const std::string& given);

}  // namespace gavel::cli
