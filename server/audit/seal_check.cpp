#include "server/audit/seal_check.h"

#include <string>
#include <utility>

namespace gavel::audit {

SealCheck::SealCheck(std::vector<Seal> seals) : seals_(std::move(seals)) {
  Hasher hasher;
  const Seal* before = nullptr;
  for (const Seal& seal : seals_) {
    check_chain(seal, before, hasher);
    const bool oldest = before == nullptr || start_.seq == before->last_seq;
    if (seal.pruned_ms != 0 && oldest) {
      start_ = {seal.last_seq, seal.last_hash};
      pruned_rows_ += seal.rows;
      ++at_;
    }
    before = &seal;
  }
}

void SealCheck::report(Damage damage, const Seal& seal, const std::string& what) {
  if (broken_) return;
  broken_ = Break{damage, seal.first_seq, "",
                  "the seal of segment " + std::to_string(seal.number) + " " + what};
}

void SealCheck::check_chain(const Seal& seal, const Seal* before, Hasher& hasher) {
  const std::int64_t expected = before == nullptr ? 1 : before->number + 1;
  const Hash previous = before == nullptr ? genesis : before->hash;
  if (seal_hash(hasher, seal) != seal.hash) {
    report(Damage::changed, seal, "no longer gives its hash");
  } else if (seal.number != expected) {
    report(Damage::removed, seal, "is there, but not the one before it");
  } else if (seal.previous != previous) {
    report(Damage::rewritten, seal, "names another hash for the seal before it");
  } else if (seal.pruned_ms != 0 && before != nullptr && before->pruned_ms == 0) {
    report(Damage::changed, seal, "is marked as pruned, but an older segment is not");
  } else if (seal.pruned_ms != 0 && seal.before != (before ? before->last_hash : genesis)) {
    report(Damage::rewritten, seal, "does not follow the segment before it");
  }
}

void SealCheck::row(const Row& row) {
  while (at_ < seals_.size() && row.seq > seals_[at_].last_seq) close();
  if (at_ == seals_.size() || row.seq < seals_[at_].first_seq) return;
  const Seal& seal = seals_[at_];
  ++seen_;
  if (row.seq == seal.first_seq && (row.hash != seal.first_hash || row.previous != seal.before)) {
    report(Damage::rewritten, seal, "names another first row");
  }
  if (row.seq == seal.last_seq && row.hash != seal.last_hash) {
    report(Damage::rewritten, seal, "names another last row");
  }
}

void SealCheck::close() {
  const Seal& seal = seals_[at_++];
  const std::int64_t seen = std::exchange(seen_, 0);
  if (seen == seal.rows) return;
  report(
      seen < seal.rows ? Damage::removed : Damage::inserted, seal,
      "counts " + std::to_string(seal.rows) + " rows, but " + std::to_string(seen) + " are there");
}

std::optional<Break> SealCheck::finish(const Head& head) {
  while (at_ < seals_.size()) {
    if (seals_[at_].last_seq > head.seq) {
      report(Damage::removed, seals_[at_], "closes rows that are not there");
    }
    close();
  }
  return broken_;
}

}  // namespace gavel::audit
