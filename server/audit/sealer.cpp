#include "server/audit/sealer.h"

#include <string>

namespace gavel::audit {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

constexpr const char* insert_seal =
    "INSERT INTO segments(number, first_seq, last_seq, rows, sealed_ms, before, first_hash, "
    "last_hash, previous, hash) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

std::int64_t day_of(std::int64_t time_ms) {
  return time_ms / ms_per_day - (time_ms % ms_per_day < 0 ? 1 : 0);
}

}  // namespace

Status Sealer::load(sql::Database& database) {
  const Result<std::vector<Seal>> seals = read_seals(database);
  if (!seals.ok()) return seals.faults();
  open_ = Seal{};
  open_.number = 1;
  std::int64_t after = 0;
  if (!seals->empty()) {
    open_.number = seals->back().number + 1;
    open_.previous = seals->back().hash;
    after = seals->back().last_seq;
  }
  return load_rows(database, after);
}

Status Sealer::load_rows(sql::Database& database, std::int64_t after) {
  Result<sql::Statement> statement = database.prepare(
      "SELECT seq, previous, hash, time_ms FROM decisions WHERE seq > ? ORDER BY seq");
  if (!statement.ok()) return statement.faults();
  statement->bind(1, after);
  for (;;) {
    const sql::Statement::Step step = statement->step();
    if (step == sql::Statement::Step::failed) return database.fault();
    if (step == sql::Statement::Step::done) return Ok{};
    const Head row{statement->number(0), to_hash(statement->blob(2))};
    add({row.seq - 1, to_hash(statement->blob(1))}, row, statement->number(3));
  }
}

bool Sealer::due(std::int64_t time_ms) const {
  return open_.rows >= limit_ || (open_.rows > 0 && day_of(time_ms) > day_);
}

void Sealer::add(const Head& before, const Head& row, std::int64_t time_ms) {
  if (open_.rows == 0) {
    open_.before = before.hash;
    open_.first_seq = row.seq;
    open_.first_hash = row.hash;
    day_ = day_of(time_ms);
  }
  ++open_.rows;
  open_.last_seq = row.seq;
  open_.last_hash = row.hash;
}

Status Sealer::close(sql::Database& database, std::int64_t time_ms) {
  open_.sealed_ms = time_ms;
  Hasher hasher;
  open_.hash = seal_hash(hasher, open_);
  Result<sql::Statement> statement = database.prepare(insert_seal);
  if (!statement.ok()) return statement.faults();
  int place = 1;
  for (const std::int64_t number :
       {open_.number, open_.first_seq, open_.last_seq, open_.rows, open_.sealed_ms}) {
    statement->bind(place++, number);
  }
  for (const Hash* hash :
       {&open_.before, &open_.first_hash, &open_.last_hash, &open_.previous, &open_.hash}) {
    statement->bind_blob(place++, *hash);
  }
  if (statement->step() == sql::Statement::Step::failed) return database.fault();
  Seal next;
  next.number = open_.number + 1;
  next.previous = open_.hash;
  open_ = next;
  return Ok{};
}

}  // namespace gavel::audit
