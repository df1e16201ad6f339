// The audit log's one writer: a record is acknowledged when it is in the file, never before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "rules/model/result.h"
#include "server/audit/anchor.h"
#include "server/audit/chain.h"
#include "server/audit/record.h"

namespace gavel::audit {

enum class Durability {
  process,  // survives the end of the process, kill -9 included (synchronous=NORMAL)
  disk,     // survives the loss of power: fsync before the acknowledgement (synchronous=FULL)
};

struct StoreOptions {
  std::string path;  // absolute; its folder is made (0700) when missing, the file too (0600)
  Durability durability = Durability::process;
  std::size_t queue_records = 4096;  // waiting to be written; beyond it append refuses
  std::size_t queue_bytes = 64u << 20;
  std::size_t record_bytes = 4u << 20;  // of one record with its blobs
  std::size_t batch_records = 1024;     // at most in one transaction
  std::int64_t retain_ms = 0;           // sealed segments older than this are dropped; 0: none
  std::int64_t segment_rows = 10'000;  // a segment is sealed at this many, or when a day ends (UTC)
  // Given a committed head now and then: after `anchor_rows` rows, after `anchor_ms` by the
  // records' own times, and at the end. On the writer thread; must not block.
  std::function<void(const Anchor&)> anchor;
  std::int64_t anchor_rows = 100;
  std::int64_t anchor_ms = 60'000;
  // Called on the writer thread when the file can no longer be written, with the fault, and when it
  // can again; must not block.
  std::function<void(const Status&)> report;
  int busy_ms = 2000;  // how long another writer's lock is waited for
};

// Owns a thread that opens the file, appends what arrives and commits together whatever arrived
// while the last commit ran; there is no timer. It always starts: when the file cannot be written,
// every append is answered with the fault, each batch tries anew, and the log goes on by itself
// when the cause is gone.
//
// INVARIANT: a callback with ok means that the row is committed in the file now at `path`.
// INVARIANT: rows form one chain (chain.h). When the file is removed or replaced while we run, the
// next row still names the last hash we wrote, so that the verifier sees the gap.
//
// append, probe, health and head may be called from any thread.
class Store {
 public:
  // Called on the writer thread, exactly once per accepted record; it must not block or throw.
  // Faults: io (disk full, read-only, locked, damaged, replaced), limit, conflict (id used twice).
  using Callback = std::function<void(Status)>;

  explicit Store(StoreOptions options);
  ~Store();  // stop()
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // A fault (`unavailable` when the queue is full or the store stopped, `limit` when the record is
  // too large) means that the record was not taken and the callback will not be called.
  Status append(Record record, Callback done);

  // Opens the file if it is not, and writes its head anew: whether an append would work now.
  // For /readyz: it is how the store heals while no calls arrive. Refused like append.
  Status probe(Callback done);

  // How the last attempt to open or write ended; ok before the first.
  Status health() const;
  // The last committed row; seq 0 when none is known.
  Head head() const;

  // Writes what is queued, then ends the thread and closes the file. Idempotent.
  // Not to be called from a callback.
  void stop();

 private:
  class Writer;
  std::unique_ptr<Writer> writer_;
};

}  // namespace gavel::audit
