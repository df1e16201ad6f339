#include "server/sql/migrate.h"

#include <string>
#include <utility>

namespace gavel::sql {
namespace {

Status refuse(const Database& database, std::string what, std::string help) {
  return Fault{FaultKind::conflict, database.path(), std::move(what), std::move(help)};
}

Result<std::int64_t> version_in(Database& database, const Schema& schema) {
  const Result<std::int64_t> application = database.number("PRAGMA application_id");
  if (!application.ok()) return application.faults();
  const Result<std::int64_t> version = database.number("PRAGMA user_version");
  if (!version.ok()) return version.faults();
  if (*version != 0 && *application != schema.application_id) {
    return refuse(database, "this database belongs to another program",
                  std::string("name another file for ") + schema.name)
        .faults();
  }
  return version;
}

Status newer(const Database& database, std::int64_t version, const Schema& schema) {
  return refuse(database,
                "written by a newer gavel (schema " + std::to_string(version) +
                    ", this one knows " + std::to_string(version_of(schema)) + ")",
                "use that gavel, or name another file");
}

Status apply(Database& database, std::int64_t from, const Schema& schema) {
  for (auto at = static_cast<std::size_t>(from); at < schema.migrations.size(); ++at) {
    if (Status done = database.run(schema.migrations[at]); !done.ok()) return done;
  }
  return database.run("PRAGMA application_id = " + std::to_string(schema.application_id) +
                      "; PRAGMA user_version = " + std::to_string(version_of(schema)));
}

}  // namespace

int version_of(const Schema& schema) {
  return static_cast<int>(schema.migrations.size());
}

Status migrate(Database& database, const Schema& schema) {
  Result<std::int64_t> version = version_in(database, schema);
  if (!version.ok()) return version.faults();
  if (*version > version_of(schema)) return newer(database, *version, schema);
  if (*version == version_of(schema)) return Ok{};
  if (Status begun = database.run("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  // Read again under the lock: another process may have done it meanwhile.
  version = version_in(database, schema);
  Status done = Ok{};
  if (!version.ok()) {
    done = version.faults();
  } else if (*version > version_of(schema)) {
    done = newer(database, *version, schema);
  } else {
    done = apply(database, *version, schema);
  }
  if (done.ok()) done = database.run("COMMIT");
  if (!done.ok() && database.in_transaction()) (void)database.run("ROLLBACK");
  return done;
}

Status check_version(Database& database, const Schema& schema) {
  const Result<std::int64_t> version = version_in(database, schema);
  if (!version.ok()) return version.faults();
  if (*version > version_of(schema)) return newer(database, *version, schema);
  if (*version == 0) {
    return refuse(database, std::string("not ") + schema.name + ", or one that nobody has begun",
                  "");
  }
  return Ok{};
}

}  // namespace gavel::sql
