#include "server/state/verdicts.h"

#include "server/state/file.h"

namespace gavel::state {

Result<std::optional<std::string>> find_verdict(sql::Database& database, const std::string& key,
                                                std::int64_t now_ms) {
  std::optional<std::string> found;
  const Status read = each(
      database, "SELECT text FROM verdicts WHERE key = ? AND until_ms > ?",
      [&](sql::Statement& statement) {
        statement.bind(1, std::string_view(key));
        statement.bind(2, now_ms);
      },
      [&](const sql::Statement& row) { found = row.text(0); });
  if (!read) return read.faults();
  return found;
}

Status keep_verdict(sql::Database& database, const std::string& key, const std::string& text,
                    std::int64_t now_ms, std::int64_t until_ms, std::int64_t most) {
  return together(database, [&]() -> Status {
    // `number` only grows, so the oldest rows have the lowest ones.
    if (Status kept =
            change(database, "INSERT OR REPLACE INTO verdicts(key, text, until_ms) VALUES(?, ?, ?)",
                   [&](sql::Statement& statement) {
                     statement.bind(1, std::string_view(key));
                     statement.bind(2, std::string_view(text));
                     statement.bind(3, until_ms);
                   });
        !kept) {
      return kept;
    }
    return change(database,
                  "DELETE FROM verdicts WHERE until_ms <= ? OR number IN ("
                  "SELECT number FROM verdicts ORDER BY number DESC LIMIT -1 OFFSET ?)",
                  [&](sql::Statement& statement) {
                    statement.bind(1, now_ms);
                    statement.bind(2, most);
                  });
  });
}

}  // namespace gavel::state
