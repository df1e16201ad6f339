#include "server/state/operator.h"

#include "server/state/file.h"

namespace gavel::state {
namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::uint32_t small(std::int64_t number) {
  return number < 0 || number > 0xffffffff ? 0 : static_cast<std::uint32_t>(number);
}

}  // namespace

Result<std::optional<Verifier>> verifier(sql::Database& database) {
  std::optional<Verifier> found;
  const Status read =
      each(database, "SELECT log2_n, r, p, salt, hash, made_ms FROM operator", nullptr,
           [&](const sql::Statement& row) {
             found = Verifier{small(row.number(0)), small(row.number(1)), small(row.number(2)),
                              text_of(row.blob(3)), text_of(row.blob(4)), row.number(5)};
           });
  if (!read.ok()) return read.faults();
  return found;
}

Status set_verifier(sql::Database& database, const Verifier& verifier) {
  return change(database, "INSERT OR REPLACE INTO operator VALUES(1, ?, ?, ?, ?, ?, ?)",
                [&](sql::Statement& row) {
                  row.bind(1, std::int64_t{verifier.log2_n});
                  row.bind(2, std::int64_t{verifier.r});
                  row.bind(3, std::int64_t{verifier.p});
                  row.bind_blob(4, bytes_of(verifier.salt));
                  row.bind_blob(5, bytes_of(verifier.hash));
                  row.bind(6, verifier.made_ms);
                });
}

Result<Attempts> attempts(sql::Database& database) {
  Attempts found;
  const Status read = each(database, "SELECT failures, last_ms FROM attempts", nullptr,
                           [&](const sql::Statement& row) {
                             found = {row.number(0), row.number(1)};
                           });
  if (!read.ok()) return read.faults();
  return found;
}

Status set_attempts(sql::Database& database, const Attempts& attempts) {
  return change(database, "INSERT OR REPLACE INTO attempts VALUES(1, ?, ?)",
                [&](sql::Statement& row) {
                  row.bind(1, attempts.failures);
                  row.bind(2, attempts.last_ms);
                });
}

}  // namespace gavel::state
