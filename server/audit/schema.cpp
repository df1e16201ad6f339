#include "server/audit/schema.h"

#include "server/sql/migrate.h"

namespace gavel::audit {
namespace {

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

// segments: the seals (seal.h). Rows may be dropped only in whole segments that are marked pruned,
// the oldest first; a blob only when the last segment that names it is pruned.
constexpr const char* version_2 = R"sql(
CREATE TABLE segments(
  number INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  sealed_ms INTEGER NOT NULL,
  before BLOB NOT NULL,
  first_hash BLOB NOT NULL,
  last_hash BLOB NOT NULL,
  previous BLOB NOT NULL,
  hash BLOB NOT NULL,
  pruned_ms INTEGER
);
CREATE TRIGGER segments_append BEFORE INSERT ON segments
WHEN NEW.pruned_ms IS NOT NULL
  OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM segments)
BEGIN SELECT RAISE(ABORT, 'seals are only appended'); END;
CREATE TRIGGER segments_update BEFORE UPDATE ON segments
WHEN OLD.pruned_ms IS NOT NULL OR NEW.pruned_ms IS NULL
  OR EXISTS(SELECT 1 FROM segments WHERE number < OLD.number AND pruned_ms IS NULL)
  OR (NEW.number, NEW.first_seq, NEW.last_seq, NEW.rows, NEW.sealed_ms, NEW.before,
      NEW.first_hash, NEW.last_hash, NEW.previous, NEW.hash) IS NOT
     (OLD.number, OLD.first_seq, OLD.last_seq, OLD.rows, OLD.sealed_ms, OLD.before,
      OLD.first_hash, OLD.last_hash, OLD.previous, OLD.hash)
BEGIN SELECT RAISE(ABORT, 'seals are never changed, only marked pruned, the oldest first'); END;
CREATE TRIGGER segments_delete BEFORE DELETE ON segments
BEGIN SELECT RAISE(ABORT, 'seals are never deleted'); END;

DROP TRIGGER decisions_delete;
CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions
WHEN NOT EXISTS(SELECT 1 FROM segments
                WHERE pruned_ms IS NOT NULL AND OLD.seq BETWEEN first_seq AND last_seq)
BEGIN SELECT RAISE(ABORT, 'audit rows are dropped only with their whole sealed segment'); END;

ALTER TABLE blobs ADD COLUMN segment INTEGER NOT NULL DEFAULT 1;
CREATE INDEX blobs_segment ON blobs(segment);
DROP TRIGGER blobs_update;
CREATE TRIGGER blobs_update BEFORE UPDATE ON blobs
WHEN NEW.hash IS NOT OLD.hash OR NEW.text IS NOT OLD.text OR NEW.segment < OLD.segment
BEGIN SELECT RAISE(ABORT, 'audit blobs are never changed'); END;
DROP TRIGGER blobs_delete;
CREATE TRIGGER blobs_delete BEFORE DELETE ON blobs
WHEN NOT EXISTS(SELECT 1 FROM segments WHERE number = OLD.segment AND pruned_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'audit blobs go only with the last segment that names them'); END;
)sql";

// What a person asks for most: the few rows that were not simply let pass, and one repository's,
// agent's or tool's. An index holds seq too, so that the newest come first without sorting.
constexpr const char* version_3 = R"sql(
DROP INDEX decisions_stopped;
CREATE INDEX decisions_ruling ON decisions(ruling) WHERE ruling <> 'allow';
CREATE INDEX decisions_answer ON decisions(answer) WHERE answer <> 'allow';
CREATE INDEX decisions_class ON decisions(class) WHERE class <> 'rule';
CREATE INDEX decisions_risk ON decisions(risk) WHERE risk <> 'low';
CREATE INDEX decisions_rule ON decisions(rule) WHERE rule <> '';
CREATE INDEX decisions_repo ON decisions(repo);
CREATE INDEX decisions_agent ON decisions(agent);
CREATE INDEX decisions_tool ON decisions(tool);
)sql";

constexpr const char* migrations[] = {version_1, version_2, version_3};

constexpr sql::Schema schema = {0x4756414c,  // "GVAL"
                                "the audit log", migrations};

}  // namespace

int schema_version() {
  return sql::version_of(schema);
}

Status migrate(sql::Database& database) {
  return sql::migrate(database, schema);
}

Status check_version(sql::Database& database) {
  return sql::check_version(database, schema);
}

}  // namespace gavel::audit
