// The closing word on one segment of the log: how many rows, from which hash to which.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/sql/database.h"

namespace gavel::audit {

// A segment is a run of rows with ascending seq; its seal outlives the rows, so that a log whose
// oldest segments were dropped can still be followed from its first row to its last.
struct Seal {
  std::int64_t number = 0;     // 1, 2, ...
  std::int64_t first_seq = 0;  // of its rows
  std::int64_t last_seq = 0;
  std::int64_t rows = 0;
  std::int64_t sealed_ms = 0;  // Unix time
  Hash before = genesis;       // of the row that the first one follows
  Hash first_hash = genesis;
  Hash last_hash = genesis;
  Hash previous = genesis;     // of the seal before
  Hash hash = genesis;         // seal_hash()
  std::int64_t pruned_ms = 0;  // when its rows were dropped; 0: they are there. Not hashed.

  bool operator==(const Seal&) const = default;
};

// SHA-256 over the 32 bytes of `previous` and the netstrings of
//   "gavel-seal-1", number, first_seq, last_seq, rows, sealed_ms, before, first_hash, last_hash
// with numbers in decimal and hashes as 64 hex digits.
Hash seal_hash(Hasher& hasher, const Seal& seal);

// Every seal, oldest first. Empty for a log of an older schema, which has none.
Result<std::vector<Seal>> read_seals(sql::Database& database);

}  // namespace gavel::audit
