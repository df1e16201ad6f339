// The person proves to be one by a passphrase; guesses are counted and cost ever longer waits.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "rules/model/result.h"
#include "server/guard/scrypt.h"
#include "server/sql/database.h"

namespace gavel::guard {

constexpr std::size_t shortest_passphrase = 8;  // bytes
constexpr std::size_t longest_passphrase = 1024;

// How long the next attempt must wait after so many failures in a row: none for the first three,
// then 2, 4, 8 ... seconds, at most an hour.
std::int64_t wait_ms(std::int64_t failures);

// INVARIANT: an attempt is counted in the file before it is tried, so that neither a crash nor a
// second process gives free guesses; only a success takes the count back.
class Operator {
 public:
  using NowMs = std::function<std::int64_t()>;  // wall clock, milliseconds

  // PRE: the database outlives this.
  Operator(sql::Database& database, NowMs now, Cost cost = {})
      : database_(database), now_(std::move(now)), cost_(cost) {}

  Result<bool> is_set();

  // Faults: missing when none is set; refused when it is wrong; limit when it comes too early, with
  // the seconds to wait; io.
  Status check(std::string_view passphrase);

  // The same without counting, for a caller that counts the attempts itself. Faults: missing,
  // refused, range, io.
  Status match(std::string_view passphrase);

  // HMAC-SHA256 of `text` as hex, under the verifier: only who reads state.db can make one, and a
  // new passphrase ends it. "" when none is set. Faults: io.
  Result<std::string> mark(std::string_view text);

  // The first passphrase needs no old one; every other does. Faults: range, and those of check().
  Status set(std::string_view old_one, std::string_view new_one);

 private:
  Status count_attempt();
  Status compare(std::string_view passphrase);

  sql::Database& database_;
  NowMs now_;
  Cost cost_;
};

}  // namespace gavel::guard
