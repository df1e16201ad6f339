#include "server/state/sessions.h"

#include "server/state/file.h"

namespace gavel::state {

Result<std::optional<std::string>> first_folder(sql::Database& database, std::string_view session) {
  std::optional<std::string> found;
  const Status read = each(
      database, "SELECT folder FROM sessions WHERE key = ?",
      [&](sql::Statement& row) { row.bind(1, session); },
      [&](const sql::Statement& row) { found = row.text(0); });
  if (!read.ok()) return read.faults();
  return found;
}

Status set_first_folder(sql::Database& database, std::string_view session, std::string_view folder,
                        std::int64_t now_ms, std::int64_t most) {
  return together(database, [&]() -> Status {
    const Status put = change(database, "INSERT OR REPLACE INTO sessions VALUES(?, ?, ?)",
                              [&](sql::Statement& row) {
                                row.bind(1, session);
                                row.bind(2, folder);
                                row.bind(3, now_ms);
                              });
    if (!put.ok()) return put;
    return change(database,
                  "DELETE FROM sessions WHERE key IN "
                  "(SELECT key FROM sessions ORDER BY seen_ms DESC, key LIMIT -1 OFFSET ?)",
                  [&](sql::Statement& row) { row.bind(1, most); });
  });
}

Result<std::vector<std::string>> bare(sql::Database& database) {
  std::vector<std::string> found;
  const Status read = each(database, "SELECT folder FROM bare", nullptr,
                           [&](const sql::Statement& row) { found.push_back(row.text(0)); });
  if (!read.ok()) return read.faults();
  return found;
}

Status add_bare(sql::Database& database, std::string_view folder, std::int64_t now_ms,
                std::int64_t most) {
  return together(database, [&]() -> Status {
    const Status put =
        change(database, "INSERT OR REPLACE INTO bare VALUES(?, ?)", [&](sql::Statement& row) {
          row.bind(1, folder);
          row.bind(2, now_ms);
        });
    if (!put.ok()) return put;
    return change(database,
                  "DELETE FROM bare WHERE folder IN "
                  "(SELECT folder FROM bare ORDER BY seen_ms DESC, folder LIMIT -1 OFFSET ?)",
                  [&](sql::Statement& row) { row.bind(1, most); });
  });
}

}  // namespace gavel::state
