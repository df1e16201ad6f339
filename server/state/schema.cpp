#include "server/state/schema.h"

namespace gavel::state {
namespace {

// operator: the verifier of the passphrase, and what was tried against it.
// pins: the bytes of a judge.json that the person vouches for. `place` is the repository's common
//   git folder, so that its worktrees share a pin, or the folder where there is no git; `name` the
//   file's path from the root of the working tree.
// governed: every version of a folder's policy file that still holds; see governed.h.
// sessions: the first governed folder of an agent's session.
// changes: counts what a person changed (pins, grants, releases), so that a gateway that runs reads
//   them again.
// bare: folders in which a call was seen when no policy governed them.
constexpr const char* version_1 = R"sql(
CREATE TABLE operator(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  log2_n INTEGER NOT NULL,
  r INTEGER NOT NULL,
  p INTEGER NOT NULL,
  salt BLOB NOT NULL,
  hash BLOB NOT NULL,
  made_ms INTEGER NOT NULL
);
CREATE TABLE attempts(
  one INTEGER PRIMARY KEY CHECK (one = 1),
  failures INTEGER NOT NULL,
  last_ms INTEGER NOT NULL
);
CREATE TABLE pins(
  place TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  text TEXT NOT NULL,
  folder TEXT NOT NULL,
  pinned_ms INTEGER NOT NULL,
  PRIMARY KEY (place, name)
) WITHOUT ROWID;
CREATE TABLE grants(
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  rules TEXT NOT NULL,
  folder TEXT NOT NULL,
  reason TEXT NOT NULL,
  decision TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  revoked_ms INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE governed(
  folder TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  root TEXT NOT NULL,
  identity TEXT NOT NULL,
  seen_ms INTEGER NOT NULL,
  PRIMARY KEY (folder, sha256)
) WITHOUT ROWID;
CREATE TABLE sessions(
  key TEXT PRIMARY KEY,
  folder TEXT NOT NULL,
  seen_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_seen ON sessions(seen_ms);
CREATE TABLE changes(one INTEGER PRIMARY KEY CHECK (one = 1), count INTEGER NOT NULL);
INSERT INTO changes VALUES(1, 0);
CREATE TABLE bare(folder TEXT PRIMARY KEY, seen_ms INTEGER NOT NULL) WITHOUT ROWID;
)sql";

// verdicts: what the judge said, sealed by the judge; `number` says which is older.
constexpr const char* version_2 = R"sql(
CREATE TABLE verdicts(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  until_ms INTEGER NOT NULL
);
CREATE INDEX verdicts_until ON verdicts(until_ms);
)sql";

// deeds: what a person did with the passphrase, until the audit log has it.
constexpr const char* version_3 = R"sql(
CREATE TABLE deeds(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  text TEXT NOT NULL,
  reason TEXT NOT NULL,
  folder TEXT NOT NULL,
  uid INTEGER NOT NULL,
  time_ms INTEGER NOT NULL
);
)sql";

constexpr const char* migrations[] = {version_1, version_2, version_3};

constexpr sql::Schema tables = {0x47565354,  // "GVST"
                                "the state", migrations};

}  // namespace

const sql::Schema& schema() {
  return tables;
}

}  // namespace gavel::state
