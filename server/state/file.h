// state.db: what the gateway must still know after a restart, in one SQLite file of our own.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

// Makes the folder (0700) and the file (0600) when missing, and brings the file to the current
// schema. Several processes may have it open: WAL, one writer at a time, two seconds of patience.
// A new subject is a migration in schema.cpp and a file of its own with functions on the database.
// Faults: refused (not ours alone), conflict (another program's, a newer gavel's), io.
Result<sql::Database> open(const std::string& path);

// Runs `work` in one transaction: commits when it is ok, else nothing of it has happened.
// Not to be nested.
Status together(sql::Database& database, const std::function<Status()>& work);

// One statement with its texts and numbers bound in order, run to its end.
Status change(sql::Database& database, std::string_view sql,
              const std::function<void(sql::Statement&)>& bind);

// The same with every row handed to `row`.
Status each(sql::Database& database, std::string_view sql,
            const std::function<void(sql::Statement&)>& bind,
            const std::function<void(const sql::Statement&)>& row);

}  // namespace gavel::state
