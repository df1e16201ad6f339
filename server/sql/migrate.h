// How an empty or older database file becomes a current one: a schema is a list of migrations.
#pragma once

#include <cstdint>
#include <span>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::sql {

// A migration is SQL text, added at the end and never edited; user_version counts those applied.
struct Schema {
  std::int32_t application_id = 0;  // PRAGMA application_id: whose file it is
  const char* name = "";            // for messages: "the audit log"
  std::span<const char* const> migrations;
};

int version_of(const Schema& schema);

// Brings an empty or older file to the schema in one transaction: all of it or nothing.
// Faults: conflict when the file is of another program or of a newer gavel; io.
Status migrate(Database& database, const Schema& schema);

// For readers, which must not write: whether the file has a version this build can read.
Status check_version(Database& database, const Schema& schema);

}  // namespace gavel::sql
