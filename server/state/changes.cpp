#include "server/state/changes.h"

#include <utility>

#include "server/state/file.h"

namespace gavel::state {

Status note(sql::Database& database, const Deed& deed) {
  const Status noted = change(
      database, "INSERT INTO deeds(text, reason, folder, uid, time_ms) VALUES(?, ?, ?, ?, ?)",
      [&](sql::Statement& row) {
        row.bind(1, deed.text);
        row.bind(2, deed.reason);
        row.bind(3, deed.folder);
        row.bind(4, deed.uid);
        row.bind(5, deed.time_ms);
      });
  if (!noted.ok()) return noted;
  return change(database, "UPDATE changes SET count = count + 1", nullptr);
}

Result<std::vector<Deed>> deeds(sql::Database& database) {
  std::vector<Deed> found;
  const Status read =
      each(database, "SELECT number, text, reason, folder, uid, time_ms FROM deeds ORDER BY number",
           nullptr, [&](const sql::Statement& row) {
             found.push_back({row.number(0), row.text(1), row.text(2), row.text(3), row.number(4),
                              row.number(5)});
           });
  if (!read.ok()) return read.faults();
  return found;
}

Status drop_deeds(sql::Database& database, std::int64_t number) {
  return change(database, "DELETE FROM deeds WHERE number <= ?",
                [&](sql::Statement& row) { row.bind(1, number); });
}

Result<Changes> Changes::of(sql::Database& database) {
  // Differs after any other connection has changed the file: https://sqlite.org/pragma.html
  Result<sql::Statement> version = database.prepare("PRAGMA data_version");
  if (!version.ok()) return version.faults();
  Result<sql::Statement> count = database.prepare("SELECT count FROM changes");
  if (!count.ok()) return count.faults();
  return Changes(database, std::move(version).value(), std::move(count).value());
}

Result<std::int64_t> Changes::number(sql::Statement& statement) {
  const bool row = statement.step() == sql::Statement::Step::row;
  const std::int64_t value = row ? statement.number(0) : 0;
  statement.reset();
  if (!row) return database_->fault();
  return value;
}

Result<bool> Changes::any() {
  const Result<std::int64_t> version = number(version_);
  if (!version.ok()) return version.faults();
  if (*version == seen_version_) return false;
  const Result<std::int64_t> count = number(count_);
  if (!count.ok()) return count.faults();
  seen_version_ = *version;
  return std::exchange(seen_count_, *count) != *count;
}

}  // namespace gavel::state
