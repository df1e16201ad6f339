// How often a person changed what is trusted, granted or governed: a running gateway compares.
#pragma once

#include <cstdint>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

// Inside the transaction of the change itself.
Status count_change(sql::Database& database);

// Tells whether another connection changed something, for a few microseconds when none did.
class Changes {
 public:
  // PRE: `database` outlives this.
  static Result<Changes> of(sql::Database& database);

  // True the first time and after every counted change of another connection.
  Result<bool> any();

 private:
  Changes(sql::Database& database, sql::Statement version, sql::Statement count)
      : database_(&database), version_(std::move(version)), count_(std::move(count)) {}
  Result<std::int64_t> number(sql::Statement& statement);

  sql::Database* database_;
  sql::Statement version_;
  sql::Statement count_;
  std::int64_t seen_version_ = -1;
  std::int64_t seen_count_ = -1;
};

}  // namespace gavel::state
