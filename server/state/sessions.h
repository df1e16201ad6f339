// Where each agent's session first met a policy, and where calls met none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

// The first governed folder of a session; nullopt when it has met none.
Result<std::optional<std::string>> first_folder(sql::Database& database, std::string_view session);
// Beyond `most` sessions the longest unseen are forgotten.
Status set_first_folder(sql::Database& database, std::string_view session, std::string_view folder,
                        std::int64_t now_ms, std::int64_t most);

// Folders that no policy governed when a call was made in them.
Result<std::vector<std::string>> bare(sql::Database& database);
// Beyond `most` folders the longest unseen are forgotten.
Status add_bare(sql::Database& database, std::string_view folder, std::int64_t now_ms,
                std::int64_t most);

}  // namespace gavel::state
