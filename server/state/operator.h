// The verifier of the operator's passphrase and the count of failed attempts, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rules/model/result.h"
#include "server/sql/database.h"

namespace gavel::state {

struct Verifier {
  std::uint32_t log2_n = 0;  // scrypt's N as a power of two
  std::uint32_t r = 0;
  std::uint32_t p = 0;
  std::string salt;  // bytes
  std::string hash;  // bytes
  std::int64_t made_ms = 0;
};

struct Attempts {
  std::int64_t failures = 0;  // since the last success
  std::int64_t last_ms = 0;
};

Result<std::optional<Verifier>> verifier(sql::Database& database);
Status set_verifier(sql::Database& database, const Verifier& verifier);

Result<Attempts> attempts(sql::Database& database);
Status set_attempts(sql::Database& database, const Attempts& attempts);

}  // namespace gavel::state
