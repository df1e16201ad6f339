#include "server/audit/prune.h"

#include <unistd.h>

#include "server/audit/schema.h"

namespace gavel::audit {
namespace {

constexpr int busy_ms = 5000;

// Runs one statement with up to two numbers; how many rows it changed.
Result<std::int64_t> change(sql::Database& database, const char* sql, std::int64_t first,
                            std::int64_t second) {
  Result<sql::Statement> statement = database.prepare(sql);
  if (!statement.ok()) return statement.faults();
  statement->bind(1, first);
  statement->bind(2, second);
  if (statement->step() == sql::Statement::Step::failed) return database.fault();
  return database.number("SELECT changes()");
}

// The external-content table must be told the words of a row before the row goes (sqlite.org/fts5,
// section 6.7); rows whose words are not indexed yet have none.
constexpr const char* forget_words =
    "INSERT INTO decisions_text(decisions_text, rowid, command) SELECT 'delete', seq, command "
    "FROM decisions WHERE seq BETWEEN ?1 AND ?2 AND seq IN (SELECT id FROM decisions_text_docsize)";

Result<Pruned> drop(sql::Database& database, const Seal& seal, std::int64_t now_ms) {
  const Result<std::int64_t> marked =
      change(database, "UPDATE segments SET pruned_ms = ?2 WHERE number = ?1", seal.number, now_ms);
  if (!marked.ok()) return marked.faults();
  const Result<std::int64_t> words = change(database, forget_words, seal.first_seq, seal.last_seq);
  if (!words.ok()) return words.faults();
  const Result<std::int64_t> rows = change(
      database, "DELETE FROM decisions WHERE seq BETWEEN ?1 AND ?2", seal.first_seq, seal.last_seq);
  if (!rows.ok()) return rows.faults();
  const Result<std::int64_t> blobs =
      change(database, "DELETE FROM blobs WHERE segment BETWEEN ?2 AND ?1", seal.number, 0);
  if (!blobs.ok()) return blobs.faults();
  return Pruned{1, *rows, *blobs};
}

}  // namespace

Result<std::optional<Seal>> oldest_prunable(sql::Database& database, std::int64_t before_ms) {
  const Result<std::vector<Seal>> seals = read_seals(database);
  if (!seals.ok()) return seals.faults();
  for (const Seal& seal : *seals) {
    if (seal.pruned_ms != 0) continue;
    if (seal.sealed_ms >= before_ms) break;
    return std::optional<Seal>(seal);
  }
  return std::optional<Seal>();
}

Result<Pruned> prune_segment(sql::Database& database, const Seal& seal, std::int64_t now_ms) {
  if (Status begun = database.run("BEGIN IMMEDIATE"); !begun.ok()) return begun.faults();
  Result<Pruned> pruned = drop(database, seal, now_ms);
  Status ended = pruned.ok() ? database.run("COMMIT") : Status(pruned.faults());
  if (ended.ok()) return pruned;
  if (database.in_transaction()) (void)database.run("ROLLBACK");
  return ended.faults();
}

Result<Pruned> prune_log(const std::string& path, std::int64_t before_ms, std::int64_t now_ms) {
  if (::access(path.c_str(), F_OK) != 0) {
    return Fault{FaultKind::missing, path, "there is no such log", ""};
  }
  Result<sql::Database> database = sql::Database::open(path, sql::Database::Mode::write, busy_ms);
  if (!database.ok()) return database.faults();
  if (Status current = migrate(*database); !current.ok()) return current.faults();
  Pruned total;
  for (;;) {
    const Result<std::optional<Seal>> seal = oldest_prunable(*database, before_ms);
    if (!seal.ok()) return seal.faults();
    if (!seal->has_value()) return total;
    const Result<Pruned> pruned = prune_segment(*database, **seal, now_ms);
    if (!pruned.ok()) return pruned.faults();
    total.segments += pruned->segments;
    total.rows += pruned->rows;
    total.blobs += pruned->blobs;
  }
}

}  // namespace gavel::audit
