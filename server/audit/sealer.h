// Closes segments of the log as they fill up or a day ends, within the writer's transaction.
#pragma once

#include <cstdint>
#include <optional>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/audit/seal.h"
#include "server/sql/database.h"

namespace gavel::audit {

// INVARIANT: it holds what load() would give now. When a transaction fails, it is loaded anew.
class Sealer {
 public:
  // `rows`: a segment holds at most this many; at least 1.
  explicit Sealer(std::int64_t rows) : limit_(rows) {}

  // The open segment as it stands in the file.
  Status load(sql::Database& database);
  // Whether a row of this time belongs to the next segment: the open one is full, or began on
  // another day (UTC). An open segment without rows is never closed.
  bool due(std::int64_t time_ms) const;
  // Writes the seal of the open segment and begins the next.
  Status close(sql::Database& database, std::int64_t time_ms);
  // A row was written: `before` is what it follows.
  void add(const Head& before, const Head& row, std::int64_t time_ms);
  // The number of the open segment.
  std::int64_t number() const { return open_.number; }

 private:
  Status load_rows(sql::Database& database, std::int64_t after);

  std::int64_t limit_;
  Seal open_;
  std::int64_t day_ = 0;  // of its first row
};

}  // namespace gavel::audit
