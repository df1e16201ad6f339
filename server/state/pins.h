// The policy files that a person vouches for, byte by byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"
#include "server/sql/database.h"
#include "server/state/changes.h"

namespace gavel::state {

struct Pin {
  std::string place;   // the repository's common git folder; without git the folder of the file
  std::string name;    // path from the root of the working tree: "judge.json", "sub/judge.json"
  std::string sha256;  // hex, of `text`
  std::string text;    // the very bytes
  std::string folder;  // where it was pinned, for people
  std::int64_t pinned_ms = 0;
};

Result<std::vector<Pin>> pins(sql::Database& database);

// Replaces the pin of the same place and name.
Status set_pin(sql::Database& database, const Pin& pin, const Deed& deed);

// Whether there was one.
Result<bool> drop_pin(sql::Database& database, std::string_view place, std::string_view name,
                      const Deed& deed);

}  // namespace gavel::state
