// Writes batches of records to audit.db, in one transaction each, on the calling thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/audit/database.h"
#include "server/audit/place.h"
#include "server/audit/record.h"
#include "server/audit/store.h"

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
  // Adds the words of new rows to the search when enough have come together; call between batches.
  void index_words();
  Head head() const { return head_; }

 private:
  struct Open {
    Database database;
    Statement insert;
    Statement index_words;
    Statement insert_blob;
    Statement set_head;
    Statement last_row;
    Statement claimed_head;
    Statement row_hash;
    std::uint64_t inode = 0;
    std::uint64_t wal_inode = 0;  // 0 until the first commit makes it
  };

  Status ensure_open();
  Result<Open> open_file();
  Status begin();
  Status commit();
  void fail();
  Result<Head> base();
  Status write_all(std::span<Record> records, std::vector<Status>& each, Head& at);
  Status write(const Record& record, Head& at);
  Status write_head(const Head& at);
  Status write_blobs(const Record& record);
  Status still_there();
  bool matches_known(const Head& last);

  StoreOptions options_;
  WriterLock lock_;
  std::optional<Open> open_;
  Hasher hasher_;
  Head head_;  // the last row we committed
  std::size_t unindexed_ = 0;
};

}  // namespace gavel::audit
