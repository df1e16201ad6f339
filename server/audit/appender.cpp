#include "server/audit/appender.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <sys/stat.h>

#include "server/audit/prune.h"
#include "server/audit/schema.h"

namespace gavel::audit {
namespace {

constexpr std::size_t known_blobs = 4096;  // remembered as written
constexpr std::size_t index_rows = 256;    // collected before their words are indexed

std::string insert_sql() {
  std::string names = "seq, previous, hash";
  std::string places = "?, ?, ?";
  const auto add = [&](const char* name) {
    names += std::string(", ") + name;
    places += ", ?";
  };
  for (const NumberField& field : number_fields()) add(field.name);
  for (const TextField& field : text_fields()) add(field.name);
  return "INSERT INTO decisions(" + names + ") VALUES(" + places + ")";
}

std::string pragmas(Durability durability) {
  const char* synchronous = durability == Durability::disk ? "FULL" : "NORMAL";
  // cell_size_check and trusted_schema: the file may have been written by somebody else.
  return std::string("PRAGMA journal_mode = WAL; PRAGMA synchronous = ") + synchronous +
         "; PRAGMA journal_size_limit = 67108864; PRAGMA cell_size_check = ON";
}

std::uint64_t inode_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::optional<Hash> hash_in(const sql::Statement& statement, int column) {
  const std::span<const std::uint8_t> bytes = statement.blob(column);
  Hash hash{};
  if (bytes.size() != hash.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

// The (seq, hash) a statement yields; seq 0 when it yields nothing usable.
Head read_head(sql::Statement& statement) {
  Head head;
  if (statement.step() == sql::Statement::Step::row) {
    const std::optional<Hash> hash = hash_in(statement, 1);
    if (hash) head = {statement.number(0), *hash};
  }
  statement.reset();
  return head;
}

}  // namespace

Appender::Appender(StoreOptions options)
    : options_(std::move(options)), sealer_(options_.segment_rows) {}

Result<Appender::Open> Appender::open_file() {
  const Result<std::string> path = sql::prepare_file(options_.path);
  if (!path.ok()) return path.faults();
  if (!lock_.held()) {
    Result<sql::WriterLock> lock = sql::WriterLock::take(*path);
    if (!lock.ok()) return lock.faults();
    lock_ = std::move(lock).value();
  }
  Result<sql::Database> opened =
      sql::Database::open(*path, sql::Database::Mode::write, options_.busy_ms);
  if (!opened.ok()) return opened.faults();
  sql::Database database = std::move(opened).value();
  if (Status set = database.run(pragmas(options_.durability)); !set.ok()) return set.faults();
  if (Status current = migrate(database); !current.ok()) return current.faults();

  const std::string sql[] = {
      insert_sql(),
      "INSERT INTO decisions_text(rowid, command) SELECT seq, command FROM decisions WHERE seq > "
      "(SELECT coalesce(max(id), 0) FROM decisions_text_docsize) ORDER BY seq LIMIT 4096",
      "INSERT INTO blobs(hash, text, segment) VALUES(?1, ?2, ?3) "
      "ON CONFLICT DO UPDATE SET segment = excluded.segment WHERE segment < excluded.segment",
      "INSERT INTO head(one, seq, hash) VALUES(1, ?, ?) "
      "ON CONFLICT(one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
      "SELECT seq, hash FROM decisions ORDER BY seq DESC LIMIT 1",
      "SELECT seq, hash FROM head",
      "SELECT seq, hash FROM decisions WHERE seq = ?"};
  std::vector<sql::Statement> made;
  for (const std::string& text : sql) {
    Result<sql::Statement> statement = database.prepare(text);
    if (!statement.ok()) return statement.faults();
    made.push_back(std::move(statement).value());
  }
  return Open{std::move(database), std::move(made[0]), std::move(made[1]), std::move(made[2]),
              std::move(made[3]),  std::move(made[4]), std::move(made[5]), std::move(made[6])};
}

Status Appender::ensure_open() {
  if (open_ && !still_there().ok()) open_.reset();
  if (open_) return Ok{};
  Result<Open> opened = open_file();
  if (!opened.ok()) {
    lock_ = sql::WriterLock();
    return opened.faults();
  }
  if (Status loaded = sealer_.load(opened->database); !loaded.ok()) {
    lock_ = sql::WriterLock();
    return loaded;
  }
  known_blobs_.clear();
  open_.emplace(std::move(opened).value());
  open_->inode = inode_of(open_->database.path());
  unindexed_ = index_rows;  // whoever wrote before may have left some
  return Ok{};
}

Status Appender::begin() {
  if (Status open = ensure_open(); !open.ok()) return open;
  return open_->database.run("BEGIN IMMEDIATE");
}

// The file, and its write-ahead log, must still be what lies at the path: rows written to an
// unlinked file are gone when we end.
Status Appender::still_there() {
  const std::string& path = open_->database.path();
  const std::uint64_t wal = inode_of(path + "-wal");
  const bool wal_moved = open_->wal_inode != 0 && wal != open_->wal_inode;
  // SQLite's own check follows links; a link in the file's place is not the file.
  const bool moved = open_->database.moved() || inode_of(path) != open_->inode;
  if (!wal_moved && !moved) {
    open_->wal_inode = wal;
    return Ok{};
  }
  return Fault{FaultKind::io, path,
               wal_moved ? "the write-ahead log was removed or replaced while we run"
                         : "the file was removed or replaced while we run",
               "the next record is written to the file that is there now; gavel log verify shows "
               "the gap"};
}

Status Appender::commit() {
  Status committed = open_->database.run("COMMIT");
  if (!committed.ok()) return committed;
  return still_there();
}

// After a failure nothing of the connection is trusted: the next attempt opens anew.
void Appender::fail() {
  if (open_ && open_->database.in_transaction()) (void)open_->database.run("ROLLBACK");
  open_.reset();
}

bool Appender::matches_known(const Head& last) {
  if (last == head_) return true;
  open_->row_hash.bind(1, head_.seq);
  return read_head(open_->row_hash) == head_;
}

// The row that the next one follows. Rows that should be there and are not leave a gap on purpose:
// going on from the last hash we know makes the loss visible instead of starting a new chain.
Result<Head> Appender::base() {
  const Head last = read_head(open_->last_row);
  if (open_->last_row.failed()) return open_->database.fault();
  if (head_.seq != 0) {
    return matches_known(last) ? last : Head{std::max(last.seq, head_.seq), head_.hash};
  }
  const Head claimed = read_head(open_->claimed_head);
  return claimed.seq > last.seq ? claimed : last;
}

Status Appender::write_blobs(const Record& record) {
  for (const Blob& blob : record.blobs) {
    if (known_blobs_.count(blob.hash) != 0) continue;
    open_->insert_blob.bind(1, std::string_view(blob.hash));
    open_->insert_blob.bind(2, std::string_view(blob.text));
    open_->insert_blob.bind(3, sealer_.number());
    const sql::Statement::Step step = open_->insert_blob.step();
    open_->insert_blob.reset();
    if (step == sql::Statement::Step::failed) return open_->database.fault();
    if (known_blobs_.size() >= known_blobs) known_blobs_.clear();
    known_blobs_.insert(blob.hash);
  }
  return Ok{};
}

Status Appender::seal_if_due(std::int64_t time_ms) {
  if (!sealer_.due(time_ms)) return Ok{};
  known_blobs_.clear();
  may_prune_ = true;
  return sealer_.close(open_->database, time_ms);
}

// Advances `at` when the row was written. A record whose id is used already is a `conflict` and
// leaves the transaction as it was; any other fault spoils it.
Status Appender::write(const Record& record, Head& at) {
  const Head next{at.seq + 1, hasher_.row(at.hash, at.seq + 1, record)};
  sql::Statement& insert = open_->insert;
  int place = 1;
  insert.bind(place++, next.seq);
  insert.bind_blob(place++, at.hash);
  insert.bind_blob(place++, next.hash);
  for (const NumberField& field : number_fields()) insert.bind(place++, record.*field.member);
  for (const TextField& field : text_fields()) {
    insert.bind(place++, std::string_view(record.*field.member));
  }
  const sql::Statement::Step step = insert.step();
  const bool taken = insert.refused();
  const Fault fault = step == sql::Statement::Step::failed ? open_->database.fault() : Fault{};
  insert.reset();
  if (taken) {
    return Fault{FaultKind::conflict, open_->database.path(), "record refused: " + fault.what, ""};
  }
  if (step == sql::Statement::Step::failed) return fault;

  sealer_.add(at, next, record.time_ms);
  newest_ms_ = std::max(newest_ms_, record.time_ms);
  at = next;
  return write_blobs(record);
}

Status Appender::write_head(const Head& at) {
  open_->set_head.bind(1, at.seq);
  open_->set_head.bind_blob(2, at.hash);
  const sql::Statement::Step step = open_->set_head.step();
  open_->set_head.reset();
  if (step == sql::Statement::Step::failed) return open_->database.fault();
  return Ok{};
}

// `each` says what became of each record; the result, whether the transaction may be committed.
Status Appender::write_all(std::span<Record> records, std::vector<Status>& each, Head& at) {
  for (Record& record : records) {
    make_storable(record);
    if (Status sealed = seal_if_due(record.time_ms); !sealed.ok()) return sealed;
    Status written = write(record, at);
    if (!written.ok() && written.faults()[0].kind != FaultKind::conflict) return written;
    each.push_back(std::move(written));
  }
  return write_head(at);
}

Appender::Outcome Appender::append(std::span<Record> records) {
  Outcome outcome;
  outcome.commit = begin();
  Head at;
  if (outcome.commit.ok()) {
    const Result<Head> base_row = base();
    if (base_row.ok()) {
      at = *base_row;
      outcome.commit = write_all(records, outcome.each, at);
    } else {
      outcome.commit = base_row.faults();
    }
  }
  if (outcome.commit.ok()) outcome.commit = commit();
  if (outcome.commit.ok()) {
    head_ = at;
    unindexed_ += records.size();
  } else {
    fail();
    outcome.each.assign(records.size(), outcome.commit);
  }
  return outcome;
}

void Appender::tidy() {
  if (open_ && unindexed_ >= index_rows) index_words();
  if (open_ && may_prune_ && options_.retain_ms > 0) prune();
}

// Its own transaction, after the rows were acknowledged: one by one the words would cost more than
// the rows. Failure costs the search its speed, never a row.
void Appender::index_words() {
  unindexed_ = 0;
  const sql::Statement::Step step = open_->index_words.step();
  open_->index_words.reset();
  if (step == sql::Statement::Step::failed) fail();
}

// One segment at a time, so that the next batch does not wait long.
void Appender::prune() {
  const Result<std::optional<Seal>> seal =
      oldest_prunable(open_->database, newest_ms_ - options_.retain_ms);
  may_prune_ = seal.ok() && seal->has_value();
  if (!seal.ok() || (may_prune_ && !prune_segment(open_->database, **seal, newest_ms_).ok())) {
    may_prune_ = false;  // tried again when the next segment is sealed
    fail();
  }
}

}  // namespace gavel::audit
