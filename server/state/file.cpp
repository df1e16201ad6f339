#include "server/state/file.h"

#include "server/sql/migrate.h"
#include "server/sql/place.h"
#include "server/state/schema.h"

namespace gavel::state {
namespace {

constexpr int patience_ms = 2000;

// NORMAL: what is committed survives the end of the process; the loss of power may cost the last
// changes, never the file. A lost pin or grant tightens, and a lost memory of a governed folder is
// made again by its next call.
constexpr const char* pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL";

}  // namespace

Result<sql::Database> open(const std::string& path) {
  const Result<std::string> place = sql::prepare_file(path);
  if (!place.ok()) return place.faults();
  Result<sql::Database> database =
      sql::Database::open(*place, sql::Database::Mode::write, patience_ms);
  if (!database.ok()) return database.faults();
  if (Status set = database->run(pragmas); !set.ok()) return set.faults();
  if (Status current = sql::migrate(*database, schema()); !current.ok()) return current.faults();
  return database;
}

Status together(sql::Database& database, const std::function<Status()>& work) {
  if (Status begun = database.run("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  Status done = work();
  if (done.ok()) done = database.run("COMMIT");
  if (!done.ok() && database.in_transaction()) (void)database.run("ROLLBACK");
  return done;
}

Status each(sql::Database& database, std::string_view sql,
            const std::function<void(sql::Statement&)>& bind,
            const std::function<void(const sql::Statement&)>& row) {
  Result<sql::Statement> statement = database.prepare(sql);
  if (!statement.ok()) return statement.faults();
  if (bind) bind(*statement);
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database.fault();
    if (step == sql::Statement::Step::done) return Ok{};
    if (row) row(*statement);
  }
}

Status change(sql::Database& database, std::string_view sql,
              const std::function<void(sql::Statement&)>& bind) {
  return each(database, sql, bind, nullptr);
}

}  // namespace gavel::state
