// Drops the rows of the oldest sealed segments and leaves their seals standing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rules/model/result.h"
#include "server/audit/seal.h"
#include "server/sql/database.h"

namespace gavel::audit {

struct Pruned {
  std::int64_t segments = 0;
  std::int64_t rows = 0;
  std::int64_t blobs = 0;
};

// The oldest segment whose rows are still there, when it was sealed before `before_ms`.
Result<std::optional<Seal>> oldest_prunable(sql::Database& database, std::int64_t before_ms);

// One segment in one transaction: its seal is marked, its rows, their words in the search and the
// blobs that nothing later names are deleted. Faults: io; the file is then as it was.
Result<Pruned> prune_segment(sql::Database& database, const Seal& seal, std::int64_t now_ms);

// Every prunable segment of the log at `path`, also while a gateway writes to it.
// Faults: missing, conflict (no audit log), io; what was pruned before a fault stays pruned.
Result<Pruned> prune_log(const std::string& path, std::int64_t before_ms, std::int64_t now_ms);

}  // namespace gavel::audit
