#include "server/audit/seal.h"

#include "server/audit/record.h"

namespace gavel::audit {
namespace {

constexpr const char* select_seals =
    "SELECT number, first_seq, last_seq, rows, sealed_ms, coalesce(pruned_ms, 0), before, "
    "first_hash, last_hash, previous, hash FROM segments ORDER BY number";

Seal seal_of(const sql::Statement& statement) {
  Seal seal;
  seal.number = statement.number(0);
  seal.first_seq = statement.number(1);
  seal.last_seq = statement.number(2);
  seal.rows = statement.number(3);
  seal.sealed_ms = statement.number(4);
  seal.pruned_ms = statement.number(5);
  seal.before = to_hash(statement.blob(6));
  seal.first_hash = to_hash(statement.blob(7));
  seal.last_hash = to_hash(statement.blob(8));
  seal.previous = to_hash(statement.blob(9));
  seal.hash = to_hash(statement.blob(10));
  return seal;
}

}  // namespace

Hash seal_hash(Hasher& hasher, const Seal& seal) {
  std::string text;
  add_piece(text, "gavel-seal-1");
  for (const std::int64_t number :
       {seal.number, seal.first_seq, seal.last_seq, seal.rows, seal.sealed_ms}) {
    add_piece(text, std::to_string(number));
  }
  for (const Hash& hash : {seal.before, seal.first_hash, seal.last_hash}) {
    add_piece(text, to_hex(hash));
  }
  const std::string_view previous(reinterpret_cast<const char*>(seal.previous.data()),
                                  seal.previous.size());
  return hasher.of(previous, text);
}

Result<std::vector<Seal>> read_seals(sql::Database& database) {
  const Result<std::int64_t> known =
      database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'segments'");
  if (!known.ok()) return known.faults();
  std::vector<Seal> seals;
  if (*known == 0) return seals;
  Result<sql::Statement> statement = database.prepare(select_seals);
  if (!statement.ok()) return statement.faults();
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database.fault();
    if (step == sql::Statement::Step::done) return seals;
    seals.push_back(seal_of(*statement));
  }
}

}  // namespace gavel::audit
