// How often a person changed what is trusted, granted or governed: a running gateway compares.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

// What a person did: kept in state.db until the gateway has entered it into the audit log.
struct Deed {
  std::int64_t number = 0;
  std::string text;    // as typed: "gavel trust /repo"
  std::string reason;  // the person's; may be empty
  std::string folder;
  std::int64_t uid = -1;
  std::int64_t time_ms = 0;
};

// Inside the transaction of the change itself, so that none goes unrecorded.
Status note(sql::Database& database, const Deed& deed);

// The oldest first.
Result<std::vector<Deed>> deeds(sql::Database& database);
// Up to and with `number`: the audit log has them.
Status drop_deeds(sql::Database& database, std::int64_t number);

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
