#include "server/sql/database.h"

#include <cstring>
#include <utility>

#include <sqlite3.h>

namespace gavel::sql {

struct Patience {
  Deadline end = no_deadline;
  bool over() const { return Deadline::clock::now() >= end; }
};

namespace {

struct Explanation {
  int code;  // primary result code
  const char* what;
  const char* help;
};

// Source: https://www.sqlite.org/rescode.html
constexpr Explanation explanations[] = {
    {SQLITE_FULL, "the disk is full", "free some space; it goes on by itself"},
    {SQLITE_READONLY, "the file or its folder cannot be written",
     "give the gateway's user write permission"},
    {SQLITE_CANTOPEN, "the file cannot be opened",
     "check that the folder exists, is ours, and holds no symbolic link in its place"},
    {SQLITE_BUSY, "another process holds the write lock", "end the program that has it open"},
    {SQLITE_LOCKED, "another connection holds the write lock", "end the program that has it open"},
    {SQLITE_CORRUPT, "the file is damaged",
     "move it away and keep it; a new one is started in its place"},
    {SQLITE_NOTADB, "the file is not a database",
     "move it away and keep it; a new one is started in its place"},
    {SQLITE_IOERR, "the disk reported an error", "check space, quota and the disk's health"},
    {SQLITE_PERM, "permission denied", "check the owner and mode of the file"},
    {SQLITE_NOMEM, "out of memory", ""},
    {SQLITE_INTERRUPT, "the question took too long", "ask for less at once: a shorter time"},
};

Fault fault_of(int code, const std::string& path, const char* message) {
  for (const Explanation& row : explanations) {
    if (row.code != (code & 0xff)) continue;
    const bool gave_up = row.code == SQLITE_INTERRUPT;
    return {gave_up ? FaultKind::unavailable : FaultKind::io, path,
            std::string(row.what) + " (" + message + ")", row.help};
  }
  return {FaultKind::io, path, message, ""};
}

int flags_of(Database::Mode mode) {
  // One connection is used by one thread at a time, so SQLite's own mutexes are not needed.
  constexpr int shared = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
  constexpr int flags[] = {SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | shared,
                           SQLITE_OPEN_READONLY | shared,
                           SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | shared};
  return flags[static_cast<std::size_t>(mode)];
}

// Source: https://www.sqlite.org/uri.html
std::string name_of(const std::string& path, Database::Mode mode) {
  if (mode != Database::Mode::frozen) return path;
  constexpr char digits[] = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      uri += {'%', digits[c >> 4], digits[c & 15]};
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}
void Database::Forget::operator()(Patience* patience) const {
  delete patience;
}
void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<Database> Database::open(const std::string& path, Mode mode, int busy_ms) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name_of(path, mode).c_str(), &handle, flags_of(mode), nullptr);
  Database database(handle, path);
  if (code != SQLITE_OK) {
    return fault_of(code, path, handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
  }
  sqlite3_busy_timeout(handle, busy_ms);
  // The file is written by whoever is our user: its schema must not be able to run anything.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  return database;
}

Status Database::run(const std::string& sql) {
  if (sqlite3_exec(raw(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return fault();
  return Ok{};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(raw(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return fault();
  return Statement(statement, patience_.get());
}

Result<std::int64_t> Database::number(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement.ok()) return statement.faults();
  const Statement::Step step = statement->step();
  if (step == Statement::Step::failed) return fault();
  return step == Statement::Step::row ? statement->number(0) : 0;
}

void Database::limit(Deadline end) {
  constexpr int steps_between = 1000;  // of SQLite's machine: some 10 us
  patience_.reset(new Patience{end});
  const auto ask = [](void* patience) -> int {
    return static_cast<const Patience*>(patience)->over() ? 1 : 0;
  };
  sqlite3_progress_handler(raw(), steps_between, ask, patience_.get());
}

Status Database::in_time() const {
  if (!patience_ || !patience_->over()) return Ok{};
  return fault_of(SQLITE_INTERRUPT, path_, "stopped");
}

Fault Database::fault() const {
  if (const Status still = in_time(); !still.ok()) return still.faults().front();
  return fault_of(sqlite3_extended_errcode(raw()), path_, sqlite3_errmsg(raw()));
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(raw()) == 0;
}

bool Database::moved() const {
  int moved = 0;
  const int code = sqlite3_file_control(raw(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
  return code != SQLITE_OK || moved != 0;
}

Status Database::copy_to(Database& target, const Copied& copied) {
  struct Finish {
    void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
  };
  constexpr int pages_per_step = 1024;
  const std::unique_ptr<sqlite3_backup, Finish> backup(
      sqlite3_backup_init(target.raw(), "main", raw(), "main"));
  if (!backup) return target.fault();
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), pages_per_step);
    const int all = sqlite3_backup_pagecount(backup.get());
    if (copied) copied(all - sqlite3_backup_remaining(backup.get()), all);
    if (code == SQLITE_DONE) return Ok{};
    if (code != SQLITE_OK) return fault_of(code, target.path(), sqlite3_errstr(code));
  }
}

void Statement::bind(int at, std::int64_t number) {
  sqlite3_bind_int64(statement_.get(), at, number);
}

void Statement::bind(int at, std::string_view text) {
  // A null pointer would bind NULL rather than the empty text.
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(statement_.get(), at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::bind_blob(int at, std::span<const std::uint8_t> bytes) {
  sqlite3_bind_blob64(statement_.get(), at, bytes.data(), bytes.size(), SQLITE_STATIC);
}

Statement::Step Statement::step() {
  refused_ = false;
  // Short steps would never be interrupted, however many there are.
  if (patience_ != nullptr && patience_->over()) return step_ = Step::failed;
  const int code = sqlite3_step(statement_.get()) & 0xff;
  refused_ = code == SQLITE_CONSTRAINT;
  step_ = code == SQLITE_ROW ? Step::row : code == SQLITE_DONE ? Step::done : Step::failed;
  return step_;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_.get(), column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return std::string(reinterpret_cast<const char*>(data), size);
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_.get(), column);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return {static_cast<const std::uint8_t*>(data), size};
}

}  // namespace gavel::sql
