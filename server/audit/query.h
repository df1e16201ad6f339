// Reads the log while it is written: lists, searches, counts and follows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/audit/seal.h"
#include "server/sql/database.h"

namespace gavel::audit {

// Empty fields do not filter. Texts are compared exactly, but a last * admits more; for `text` see
// below.
struct Filter {
  std::optional<std::int64_t> since_ms{};  // at or after
  std::optional<std::int64_t> until_ms{};  // before
  std::string agent{};
  std::string session{};
  std::string repo{};
  std::string tool{};
  std::string ruling{};
  std::string answer{};
  std::string why{};  // the class
  std::string rule{};
  std::string risk{};
  // Part of the command; ASCII case does not matter. It should begin at the beginning of a word:
  // inside one it is found only in the newest rows, whose words are not indexed yet.
  std::string text{};
};

// How much of a row is read. Brief: without what only a replay and a decision's own page need
// (call, actions, effects, findings, facts, scripts, stages are empty), so its hash cannot be
// checked.
enum class Width { whole, brief };

// What rows can be counted by.
enum class By { answer, why, rule, risk, ruling, agent, session, repo, tool, model };
const char* name_of(By by);

struct Count {
  std::string value;
  std::int64_t calls = 0;
  std::int64_t judged = 0;  // rows with an opinion that no cache gave
  std::int64_t tokens_in = 0;
  std::int64_t tokens_out = 0;
  double cost_usd = 0;
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
};

// A log, and until when the questions to it must be answered.
struct Log {
  Log(std::string where, sql::Deadline end = sql::no_deadline)
      : path(std::move(where)), until(end) {}
  Log(const char* where) : path(where) {}

  std::string path;
  sql::Deadline until;
};

// A read-only connection; never blocks the writer. One thread at a time.
// Every method's faults: io (with what SQLite said).
class Reader {
 public:
  // Faults: missing when there is no such file, conflict when it is not an audit log, io.
  // What is not answered in time ends with a fault `unavailable`.
  static Result<Reader> open(const Log& log);

  // Newest first. `before`: the seq of the last row of the page before; nullopt for the first page.
  Result<std::vector<Row>> list(const Filter& filter, std::int64_t limit,
                                std::optional<std::int64_t> before = std::nullopt,
                                Width width = Width::whole);
  // Oldest first, the rows after `seq`: for following and for going through the whole log.
  Result<std::vector<Row>> after(std::int64_t seq, std::int64_t limit, const Filter& filter = {},
                                 Width width = Width::whole);
  // By id, or by the beginning of one (at least 8 characters) that only one row has.
  Result<std::optional<Row>> find(const std::string& id);
  Result<std::optional<std::string>> blob(const std::string& hash);

  // Most calls first.
  Result<std::vector<Count>> counts(const Filter& filter, By by, std::int64_t limit = 1000);
  Result<Count> total(const Filter& filter);

  Result<Head> last();          // the newest row there is
  Result<Head> claimed_head();  // the newest row the log says there is
  // The hash of the first blob whose text no longer gives it.
  Result<std::optional<std::string>> changed_blob();
  Result<std::vector<Seal>> seals();
  // From now on every question is answered from the log as it is now.
  Status freeze();
  // For whoever computes between questions. Faults: unavailable, when the time is over.
  Status in_time() const { return database_.in_time(); }

 private:
  explicit Reader(sql::Database database, bool search)
      : database_(std::move(database)), search_(search) {}
  Result<std::vector<Row>> rows(const std::string& sql, const Filter& filter, Width width);

  sql::Database database_;
  bool search_;  // the full-text table is there
};

}  // namespace gavel::audit
