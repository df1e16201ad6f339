// SQLite connections and statements as values whose errors are Faults.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "rules/model/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace gavel::sql {

class Statement;
struct Patience;

// When a question must be answered.
using Deadline = std::chrono::steady_clock::time_point;
constexpr Deadline no_deadline = Deadline::max();

class Database {
 public:
  // frozen: a file that nobody writes, in a folder we may not write either.
  enum class Mode { write, read, frozen };

  // The last component of `path` must not be a symbolic link, nor any before it in write mode.
  static Result<Database> open(const std::string& path, Mode mode, int busy_ms);

  Status run(const std::string& sql);
  Result<Statement> prepare(std::string_view sql);
  // One number from one row; 0 when there is no row.
  Result<std::int64_t> number(std::string_view sql);
  // The fault of the last call that failed, told for a person.
  Fault fault() const;
  bool in_transaction() const;
  // Whether the file this connection writes no longer is the one at its path.
  bool moved() const;
  // Copies every page to `target`, which is overwritten (sqlite.org/backup.html).
  using Copied = std::function<void(std::int64_t pages, std::int64_t of)>;
  Status copy_to(Database& target, const Copied& copied);
  // After `end` every step fails with FaultKind::unavailable, also one that is under way
  // (sqlite.org/c3ref/progress_handler.html). PRE: no statement is prepared yet.
  void limit(Deadline end);
  // For work between steps. Faults: unavailable, after that time.
  Status in_time() const;
  const std::string& path() const { return path_; }
  sqlite3* raw() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}

  friend class Statement;
  struct Forget {
    void operator()(Patience* patience) const;
  };

  std::unique_ptr<Patience, Forget> patience_;  // outlives the handle, which asks it
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

// A prepared statement. Texts bound must live until reset() or the end of the statement.
class Statement {
 public:
  enum class Step { row, done, failed };

  void bind(int at, std::int64_t number);
  void bind(int at, std::string_view text);
  void bind_blob(int at, std::span<const std::uint8_t> bytes);
  Step step();
  void reset();

  std::int64_t number(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::span<const std::uint8_t> blob(int column) const;
  // Whether the last step failed, and whether because a constraint or trigger refused the row.
  bool failed() const { return step_ == Step::failed; }
  bool refused() const { return refused_; }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(sqlite3_stmt* statement, Patience* patience)
      : statement_(statement), patience_(patience) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  Patience* patience_ = nullptr;  // its database's; null: it waits for ever
  Step step_ = Step::done;
  bool refused_ = false;
};

}  // namespace gavel::sql
