#include "server/audit/schema.h"

#include <iterator>
#include <string>

namespace gavel::audit {
namespace {

constexpr std::int64_t application_id = 0x4756414c;  // "GVAL"

// decisions: the columns after `hash` are the fields of record.h by their names.
// head: the newest row, written in the same transaction; rows missing at the end show against it.
// decisions_text: words of `command` for the search, in arrears by some hundred rows; its content
// lives in decisions.
constexpr const char* version_1 = R"sql(
CREATE TABLE decisions(
  seq INTEGER PRIMARY KEY,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL,
  time_ms INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  pid INTEGER NOT NULL,
  latency_us INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  agent TEXT NOT NULL,
  session TEXT NOT NULL,
  repo TEXT NOT NULL,
  cwd TEXT NOT NULL,
  tool TEXT NOT NULL,
  command TEXT NOT NULL,
  call TEXT NOT NULL,
  actions TEXT NOT NULL,
  effects TEXT NOT NULL,
  findings TEXT NOT NULL,
  facts TEXT NOT NULL,
  scripts TEXT NOT NULL,
  ruling TEXT NOT NULL,
  opinion TEXT NOT NULL,
  answer TEXT NOT NULL,
  class TEXT NOT NULL,
  rule TEXT NOT NULL,
  risk TEXT NOT NULL,
  reason TEXT NOT NULL,
  instead TEXT NOT NULL,
  policy_hash TEXT NOT NULL,
  ruleset_hash TEXT NOT NULL,
  stages TEXT NOT NULL
);
CREATE INDEX decisions_time ON decisions(time_ms);
CREATE INDEX decisions_session ON decisions(session);
CREATE INDEX decisions_stopped ON decisions(answer, class, rule) WHERE answer <> 'allow';

CREATE TABLE blobs(hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE head(one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL);
CREATE VIRTUAL TABLE decisions_text USING fts5(command, content='decisions', content_rowid='seq');

CREATE TRIGGER decisions_append BEFORE INSERT ON decisions
WHEN NEW.seq <= (SELECT coalesce(max(seq), 0) FROM decisions)
BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END;
CREATE TRIGGER decisions_update BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
CREATE TRIGGER blobs_update BEFORE UPDATE ON blobs
BEGIN SELECT RAISE(ABORT, 'audit blobs are never changed'); END;
CREATE TRIGGER blobs_delete BEFORE DELETE ON blobs
BEGIN SELECT RAISE(ABORT, 'audit blobs are never deleted'); END;
)sql";

constexpr const char* migrations[] = {version_1};

Status refuse(const Database& database, std::string what, std::string help) {
  return Fault{FaultKind::conflict, database.path(), std::move(what), std::move(help)};
}

Result<std::int64_t> version_of(Database& database) {
  const Result<std::int64_t> application = database.number("PRAGMA application_id");
  if (!application.ok()) return application.faults();
  const Result<std::int64_t> version = database.number("PRAGMA user_version");
  if (!version.ok()) return version.faults();
  if (*version != 0 && *application != application_id) {
    return Fault{FaultKind::conflict, database.path(), "this database belongs to another program",
                 "name another file for the audit log"};
  }
  return version;
}

Status newer(const Database& database, std::int64_t version) {
  return refuse(database,
                "written by a newer gavel (schema " + std::to_string(version) +
                    ", this one knows " + std::to_string(schema_version()) + ")",
                "use that gavel, or name another file");
}

Status apply(Database& database, std::int64_t from) {
  for (auto version = static_cast<std::size_t>(from); version < std::size(migrations); ++version) {
    if (Status done = database.run(migrations[version]); !done.ok()) return done;
  }
  return database.run("PRAGMA application_id = " + std::to_string(application_id) +
                      "; PRAGMA user_version = " + std::to_string(schema_version()));
}

}  // namespace

int schema_version() {
  return static_cast<int>(std::size(migrations));
}

Status migrate(Database& database) {
  Result<std::int64_t> version = version_of(database);
  if (!version.ok()) return version.faults();
  if (*version > schema_version()) return newer(database, *version);
  if (*version == schema_version()) return Ok{};
  if (Status begun = database.run("BEGIN IMMEDIATE"); !begun.ok()) return begun;
  // Read again under the lock: another process may have done it meanwhile.
  version = version_of(database);
  Status done = version.ok() ? apply(database, *version) : Status(version.faults());
  if (done.ok()) return database.run("COMMIT");
  if (database.in_transaction()) (void)database.run("ROLLBACK");
  return done;
}

Status check_version(Database& database) {
  const Result<std::int64_t> version = version_of(database);
  if (!version.ok()) return version.faults();
  if (*version > schema_version()) return newer(database, *version);
  if (*version == 0) return refuse(database, "not an audit log, or one that nobody has begun", "");
  return Ok{};
}

}  // namespace gavel::audit
