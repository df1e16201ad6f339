// The tables of audit.db, and how an older file becomes a current one.
#pragma once

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::audit {

// user_version of a file this build writes. A migration is added at the end and never edited.
int schema_version();

// Brings an empty or older file to schema_version() in one transaction.
// Faults: conflict when the file is of another program or of a newer gavel; io.
Status migrate(sql::Database& database);

// For readers, which must not write: whether the file has a version this build can read.
Status check_version(sql::Database& database);

}  // namespace gavel::audit
