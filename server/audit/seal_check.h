// Whether the seals of a log hold together, and agree with the rows they close.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/audit/chain.h"
#include "server/audit/damage.h"
#include "server/audit/seal.h"

namespace gavel::audit {

// Takes rows in the order they are stored. Only the first break is kept.
class SealCheck {
 public:
  explicit SealCheck(std::vector<Seal> seals);

  // What the first row that is still there follows: the end of the last pruned segment.
  Head start() const { return start_; }
  std::int64_t pruned_rows() const { return pruned_rows_; }

  // What is wrong with the seals alone.
  const std::optional<Break>& chain() const { return broken_; }

  void row(const Row& row);
  // `head`: the last row read.
  std::optional<Break> finish(const Head& head);

 private:
  void check_chain(const Seal& seal, const Seal* before, Hasher& hasher);
  void close();
  void report(Damage damage, const Seal& seal, const std::string& what);

  std::vector<Seal> seals_;
  Head start_;
  std::int64_t pruned_rows_ = 0;
  std::size_t at_ = 0;     // the seal whose rows are passing
  std::int64_t seen_ = 0;  // of its rows
  std::optional<Break> broken_;
};

}  // namespace gavel::audit
