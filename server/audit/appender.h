// Writes batches of records to audit.db, in one transaction each, on the calling thread.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/audit/record.h"
#include "server/audit/sealer.h"
#include "server/audit/store.h"
#include "server/sql/database.h"
#include "server/sql/place.h"

namespace gavel::audit {

// Opens the file when it is first needed and again after any failure. Not thread-safe.
class Appender {
 public:
  explicit Appender(StoreOptions options);

  struct Outcome {
    Status commit = Ok{};      // of the transaction
    std::vector<Status> each;  // of each record, in order
  };

  // INVARIANT: a record's status is ok only if it is committed in the file now at the path.
  // Without records it writes and commits the head alone, to learn whether an append would work.
  Outcome append(std::span<Record> records);
  // What may wait until rows are acknowledged; call between batches. Adds the words of new rows to
  // the search when enough have come together, and drops the oldest segment when it is past
  // StoreOptions::retain_ms.
  void tidy();
  Head head() const { return head_; }
  // The time of the newest record that was given; 0 before the first.
  std::int64_t newest_ms() const { return newest_ms_; }

 private:
  struct Open {
    sql::Database database;
    sql::Statement insert;
    sql::Statement index_words;
    sql::Statement insert_blob;
    sql::Statement set_head;
    sql::Statement last_row;
    sql::Statement claimed_head;
    sql::Statement row_hash;
    std::uint64_t inode = 0;
    std::uint64_t wal_inode = 0;  // 0 until the first commit makes it
  };

  Status ensure_open();
  Result<Open> open_file();
  Status begin();
  Status commit();
  void fail();
  Result<Head> base();
  Status seal_if_due(std::int64_t time_ms);
  Status write_all(std::span<Record> records, std::vector<Status>& each, Head& at);
  Status write(const Record& record, Head& at);
  Status write_head(const Head& at);
  Status write_blobs(const Record& record);
  Status still_there();
  bool matches_known(const Head& last);
  void index_words();
  void prune();

  StoreOptions options_;
  sql::WriterLock lock_;
  std::optional<Open> open_;
  Hasher hasher_;
  Head head_;  // the last row we committed
  Sealer sealer_;
  std::set<std::string> known_blobs_;  // marked as used in the open segment, by hash
  std::size_t unindexed_ = 0;
  std::int64_t newest_ms_ = 0;  // time of the newest record: the log's own clock
  bool may_prune_ = true;       // a segment was sealed since we last looked
};

}  // namespace gavel::audit
