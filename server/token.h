// The bearer token of TCP peers, kept in a file that only its owner can read.
#pragma once

#include <string>

#include "rules/model/result.h"

namespace gavel::server {

// The file's token; made from 32 random bytes when there is no file. Faults: io; refused when
// others may read the file, or it is not ours; range when it holds less than 16 characters.
Result<std::string> token_from(const std::string& file);

}  // namespace gavel::server
