#include "server/audit/verify.h"

#include <fstream>
#include <utility>

#include "server/audit/jsonl.h"
#include "server/audit/query.h"

namespace gavel::audit {
namespace {

constexpr const char* damages[] = {"changed", "removed", "inserted", "reordered", "rewritten"};
constexpr std::int64_t neighbourhood = 1000;  // how far a moved row's old place is looked for
constexpr std::int64_t page = 500;
constexpr std::int64_t progress_rows = 10'000;

std::string number(std::int64_t value) {
  return std::to_string(value);
}

std::string missing(std::int64_t first, std::int64_t last) {
  if (first == last) return "row " + number(first) + " is missing";
  return "rows " + number(first) + " to " + number(last) + " are missing";
}

}  // namespace

const char* name_of(Damage damage) {
  return damages[static_cast<std::size_t>(damage)];
}

Verifier::Verifier(std::optional<Head> before, std::vector<Head> anchors, std::vector<Seal> seals)
    : last_(before), anchors_(std::move(anchors)), seals_(seals) {
  result_.seals = static_cast<std::int64_t>(seals.size());
  result_.pruned = seals_.pruned_rows();
  if (seals_.start().seq == 0) return;
  last_ = seals_.start();
  for (const Seal& seal : seals) {
    if (seal.last_seq <= last_->seq) check_anchors({seal.last_seq, seal.last_hash}, "");
  }
}

void Verifier::report(Damage damage, std::int64_t seq, const std::string& id, std::string what) {
  if (!result_.broken) result_.broken = Break{damage, seq, id, std::move(what)};
}

void Verifier::add(Row row) {
  if (pending_) take(*pending_, &row);
  pending_ = std::move(row);
}

void Verifier::take(const Row& row, const Row* next) {
  if (!last_) last_ = Head{row.seq - 1, row.previous};
  if (!result_.broken) {
    check_content(row);
    if (!result_.broken) check_place(row, next);
    if (!result_.broken) check_link(row, next);
    if (!result_.broken) check_anchors({row.seq, row.hash}, row.record.id);
  } else if (result_.broken->damage == Damage::removed && row.seq >= result_.broken->seq &&
             row.seq <= gap_end_) {
    // What seemed to be missing stands further on.
    result_.broken = Break{Damage::reordered, row.seq, row.record.id,
                           "row " + number(row.seq) + " stands after row " + number(last_->seq)};
  }
  ++result_.rows;
  seals_.row(row);
  last_ = Head{row.seq, row.hash};
  last_id_ = row.record.id;
}

void Verifier::check_content(const Row& row) {
  if (hasher_.row(row.previous, row.seq, row.record) == row.hash) return;
  const std::optional<std::int64_t> place = place_of(row);
  if (place) {
    report(Damage::reordered, row.seq, row.record.id,
           "the content at row " + number(row.seq) + " is that of row " + number(*place));
  } else {
    report(Damage::changed, row.seq, row.record.id,
           "row " + number(row.seq) + " no longer gives its hash");
  }
}

// Where the row stood when it was hashed.
std::optional<std::int64_t> Verifier::place_of(const Row& row) {
  for (std::int64_t distance = 1; distance <= neighbourhood; ++distance) {
    for (const std::int64_t seq : {row.seq - distance, row.seq + distance}) {
      if (seq > 0 && hasher_.row(row.previous, seq, row.record) == row.hash) return seq;
    }
  }
  return std::nullopt;
}

void Verifier::check_place(const Row& row, const Row* next) {
  const std::int64_t expected = last_->seq + 1;
  if (row.seq < expected) {
    report(Damage::inserted, row.seq, row.record.id,
           "row " + number(row.seq) + " stands a second time, after row " + number(last_->seq));
  } else if (row.seq > expected && next != nullptr && next->seq == expected) {
    report(Damage::reordered, row.seq, row.record.id,
           "row " + number(row.seq) + " stands before row " + number(expected));
  } else if (row.seq > expected && row.previous != last_->hash) {
    gap_end_ = row.seq - 1;
    report(Damage::removed, expected, "", missing(expected, gap_end_));
  }
}

void Verifier::check_link(const Row& row, const Row* next) {
  if (row.previous == last_->hash && row.seq == last_->seq + 1) return;
  if (row.previous == last_->hash) {
    report(Damage::rewritten, row.seq, row.record.id,
           "row " + number(row.seq) + " follows row " + number(last_->seq) + " by its hash");
  } else if (next != nullptr && next->previous == last_->hash) {
    report(Damage::inserted, row.seq, row.record.id,
           "the row after row " + number(row.seq) + " follows the one before it");
  } else if (next != nullptr && next->previous == row.hash && last_->seq > 0) {
    report(Damage::rewritten, last_->seq, last_id_,
           "row " + number(last_->seq) + " was made anew: row " + number(row.seq) +
               " names another hash for it");
  } else {
    report(Damage::rewritten, row.seq, row.record.id,
           "row " + number(row.seq) + " does not follow row " + number(last_->seq));
  }
}

void Verifier::check_anchors(const Head& at, const std::string& id) {
  while (next_anchor_ < anchors_.size() && anchors_[next_anchor_].seq < at.seq) ++next_anchor_;
  if (next_anchor_ == anchors_.size() || anchors_[next_anchor_].seq != at.seq) return;
  const Head& anchor = anchors_[next_anchor_++];
  if (anchor.hash == at.hash) {
    result_.anchor = anchor;
    return;
  }
  report(Damage::rewritten, at.seq, id,
         "the anchor of row " + number(at.seq) +
             " names another hash: a row at or before it was made anew");
}

void Verifier::check_end(const std::optional<Head>& claimed) {
  const Head end = last_.value_or(Head{});
  std::int64_t known = claimed ? claimed->seq : end.seq;
  if (!anchors_.empty()) known = std::max(known, anchors_.back().seq);
  if (known > end.seq) {
    report(Damage::removed, end.seq + 1, "", missing(end.seq + 1, known) + " at the end");
  } else if (claimed && claimed->seq < end.seq) {
    report(Damage::inserted, claimed->seq + 1, "",
           "the log names row " + number(claimed->seq) + " as its last, but more follow");
  } else if (claimed && claimed->hash != end.hash) {
    report(Damage::rewritten, end.seq, last_id_,
           "the log names another hash for its last row, " + number(end.seq));
  }
}

Verified Verifier::finish(std::optional<Head> claimed) {
  if (pending_) take(*std::exchange(pending_, std::nullopt), nullptr);
  check_end(claimed);
  result_.head = last_.value_or(Head{});
  const std::optional<Break> seal = seals_.finish(result_.head);
  if (!result_.broken) result_.broken = seal;
  return result_;
}

namespace {

void tell(const Progress& progress, std::int64_t rows) {
  if (progress && rows % progress_rows == 0) progress(rows);
}

// Every row after `seq` to the verifier.
Status feed(Reader& reader, Verifier& verifier, std::int64_t seq, const Progress& progress) {
  std::int64_t seen = 0;
  for (;;) {
    Result<std::vector<Row>> rows = reader.after(seq, page);
    if (!rows.ok()) return rows.faults();
    if (rows->empty()) return Ok{};
    seq = rows->back().seq;
    for (Row& row : *rows) {
      verifier.add(std::move(row));
      tell(progress, ++seen);
    }
  }
}

}  // namespace

Result<Verified> verify_log(const std::string& path, std::vector<Head> anchors,
                            const Progress& progress) {
  Result<Reader> reader = Reader::open(path);
  if (!reader.ok()) return reader.faults();
  // One transaction: rows that arrive meanwhile do not disturb the comparison with the head.
  if (Status begun = reader->freeze(); !begun.ok()) return begun.faults();
  const Result<Head> claimed = reader->claimed_head();
  if (!claimed.ok()) return claimed.faults();
  Result<std::vector<Seal>> seals = reader->seals();
  if (!seals.ok()) return seals.faults();
  Verifier verifier(Head{}, std::move(anchors), std::move(seals).value());
  if (Status fed = feed(*reader, verifier, -1, progress); !fed.ok()) return fed.faults();
  Verified verified = verifier.finish(*claimed);
  const Result<std::optional<std::string>> blob = reader->changed_blob();
  if (!blob.ok()) return blob.faults();
  if (*blob && !verified.broken) {
    verified.broken = Break{Damage::changed, 0, **blob, "the blob " + **blob + " was changed"};
  }
  return verified;
}

Result<Verified> verify_newest(const std::string& path) {
  Result<Reader> reader = Reader::open(path);
  if (!reader.ok() && reader.faults()[0].kind == FaultKind::missing) return Verified{};
  if (!reader.ok()) return reader.faults();
  if (Status begun = reader->freeze(); !begun.ok()) return begun.faults();
  const Result<Head> claimed = reader->claimed_head();
  if (!claimed.ok()) return claimed.faults();
  const Result<std::vector<Seal>> seals = reader->seals();
  if (!seals.ok()) return seals.faults();
  const Head sealed =
      seals->empty() ? Head{} : Head{seals->back().last_seq, seals->back().last_hash};
  Verifier verifier(sealed);
  if (Status fed = feed(*reader, verifier, sealed.seq, {}); !fed.ok()) return fed.faults();
  Verified verified = verifier.finish(*claimed);
  verified.seals = static_cast<std::int64_t>(seals->size());
  if (!verified.broken) verified.broken = SealCheck(*seals).chain();
  return verified;
}

Result<Verified> verify_export(const std::string& path, std::vector<Head> anchors,
                               const Progress& progress) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fault{FaultKind::io, path, "cannot be opened", ""};
  Verifier verifier(std::nullopt, std::move(anchors));
  std::string line;
  for (std::int64_t number_of_line = 1; std::getline(file, line); ++number_of_line) {
    if (line.empty()) continue;
    Result<Row> row = from_json_line(line);
    if (!row.ok()) {
      Fault fault = row.faults()[0];
      fault.where = path + ":" + number(number_of_line) + ": " + fault.where;
      return fault;
    }
    verifier.add(std::move(row).value());
    tell(progress, number_of_line);
  }
  if (file.bad()) return Fault{FaultKind::io, path, "cannot be read", ""};
  return verifier.finish();
}

}  // namespace gavel::audit
