#include "server/state/changes.h"

#include <utility>

#include "server/state/file.h"

namespace gavel::state {

Status count_change(sql::Database& database) {
  return change(database, "UPDATE changes SET count = count + 1", nullptr);
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
