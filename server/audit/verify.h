// Follows the hash chain of a log and names the first row that is not as it was written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rules/model/result.h"
#include "server/audit/chain.h"
#include "server/audit/damage.h"
#include "server/audit/seal_check.h"

namespace gavel::audit {

struct Verified {
  std::int64_t rows = 0;
  std::int64_t seals = 0;       // of closed segments
  std::int64_t pruned = 0;      // rows that were dropped with their segments, by the seals' word
  Head head;                    // the last row read
  std::optional<Break> broken;  // the first; nullopt when the chain holds
  std::optional<Head> anchor;   // the last of the given anchors that was met
};

// Takes rows in the order they are stored and holds two of them, whatever the log's size.
//
// What it can know: any change made without recomputing every hash after it. Who rewrites all rows
// from the change to the end leaves a chain that holds; only an anchor kept where they could not
// write shows it.
class Verifier {
 public:
  // `before`: the row the first one follows; nullopt takes the first row's word for it, as for an
  // export that begins in the middle. `anchors`: heads known from elsewhere, ascending.
  // `seals`: of the log's closed segments; the first row then follows the last pruned one.
  explicit Verifier(std::optional<Head> before, std::vector<Head> anchors = {},
                    std::vector<Seal> seals = {});

  void add(Row row);
  // `claimed`: the head the log itself names.
  Verified finish(std::optional<Head> claimed = std::nullopt);

 private:
  void take(const Row& row, const Row* next);
  void check_content(const Row& row);
  void check_place(const Row& row, const Row* next);
  void check_link(const Row& row, const Row* next);
  void check_anchors(const Head& at, const std::string& id);
  void check_end(const std::optional<Head>& claimed);
  std::optional<std::int64_t> place_of(const Row& row);
  void report(Damage damage, std::int64_t seq, const std::string& id, std::string what);

  Hasher hasher_;
  std::optional<Head> last_;
  std::string last_id_;
  std::vector<Head> anchors_;
  std::size_t next_anchor_ = 0;
  std::optional<Row> pending_;
  std::int64_t gap_end_ = 0;  // last row missing, when the break is rows removed
  SealCheck seals_;
  Verified result_;
};

// Called now and then with the rows read so far.
using Progress = std::function<void(std::int64_t rows)>;

// Of an audit.db, while it may be in use, blobs included. A broken chain is a Verified; faults are
// what keeps it from being read: io, conflict.
Result<Verified> verify_log(const std::string& path, std::vector<Head> anchors = {},
                            const Progress& progress = {});

// Of an export (jsonl.h). Lines that are no rows are faults: syntax, with the line's number.
Result<Verified> verify_export(const std::string& path, std::vector<Head> anchors = {},
                               const Progress& progress = {});

// What a start can afford: the seals, and the rows after the last of them; not the blobs. A log
// that is not there yet holds. Faults: io, conflict.
Result<Verified> verify_newest(const std::string& path);

}  // namespace gavel::audit
