// What a folder's policy files said last: the memory that lets no policy evaporate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"
#include "server/sql/database.h"
#include "server/state/changes.h"

namespace gavel::state {

// One version of a folder's file that still holds. A folder has several when its file was loosened
// without a person's word: then each of them holds.
struct Version {
  std::string folder;  // real path
  std::string sha256;  // hex, of `text`
  std::string name;    // of the file in the folder: "judge.json", ".pi/judge.json"
  std::string text;
  std::string root;      // the repository root then
  std::string identity;  // of the folder itself, so that it is known again under another name
  std::int64_t seen_ms = 0;
};

Result<std::vector<Version>> governed(sql::Database& database);

// All of a folder's versions at once; none forgets the folder.
Status set_governed(sql::Database& database, std::string_view folder,
                    const std::vector<Version>& versions);

// A person lets a folder go.
Status release(sql::Database& database, std::string_view folder, const Deed& deed);

}  // namespace gavel::state
