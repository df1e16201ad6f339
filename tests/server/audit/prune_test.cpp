#include "server/audit/prune.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

// 10 rows in segments of 4: two sealed, two rows in the open one. Row n brings blob "text n/2".
void fill_segments(const std::string& path, std::int64_t retain_ms = 0) {
  StoreOptions options = options_for(path);
  options.segment_rows = 4;
  options.retain_ms = retain_ms;
  Appender appender(options);
  for (int n = 1; n <= 10; ++n) {
    std::vector<Record> records = {sample(n)};
    const std::string text = "text " + std::to_string(n / 2);
    records[0].blobs = {{sha256_hex(text), text}};
    const Appender::Outcome outcome = appender.append(records);
    ASSERT_TRUE(outcome.commit.ok()) << first_fault(outcome.commit);
    appender.tidy();
  }
}

Verified verified(const std::string& path, std::vector<Head> anchors = {}) {
  const Result<Verified> result = verify_log(path, std::move(anchors));
  EXPECT_TRUE(result.ok()) << result.faults()[0].message();
  return result.ok() ? *result : Verified{};
}

std::int64_t count(const std::string& path, const std::string& sql) {
  Result<sql::Database> database = sql::Database::open(path, sql::Database::Mode::read, 0);
  EXPECT_TRUE(database.ok());
  const Result<std::int64_t> number = database->number(sql);
  EXPECT_TRUE(number.ok());
  return number.ok() ? *number : -1;
}

constexpr std::int64_t far = 4'000'000'000'000;

TEST(AuditPrune, WholeSealedSegmentsGoAndTheChainStillHolds) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path);
  const Result<Pruned> pruned = prune_log(path, far, far);
  ASSERT_TRUE(pruned.ok()) << pruned.faults()[0].message();
  EXPECT_EQ(pruned->segments, 2);
  EXPECT_EQ(pruned->rows, 8);
  // Blob 4 was first named by row 8 and again by row 9, in the segment that stays.
  EXPECT_EQ(pruned->blobs, 4);
  EXPECT_EQ(count(path, "SELECT count(*) FROM blobs"), 2);
  const Verified left = verified(path);
  EXPECT_FALSE(left.broken.has_value()) << left.broken->what;
  EXPECT_EQ(left.rows, 2);
  EXPECT_EQ(left.pruned, 8);
  EXPECT_EQ(left.seals, 2);
}

TEST(AuditPrune, OnlyWhatIsOldEnoughGoesOldestFirst) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path);
  // The first seal was written with row 5, the second with row 9.
  const Result<Pruned> pruned = prune_log(path, sample(9).time_ms, far);
  ASSERT_TRUE(pruned.ok());
  EXPECT_EQ(pruned->segments, 1);
  EXPECT_EQ(count(path, "SELECT min(seq) FROM decisions"), 5);
  EXPECT_FALSE(verified(path).broken.has_value());
}

TEST(AuditPrune, TheWriterDropsWhatIsPastItsTime) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path, 3'000);  // one row a second: at row 9 the first seal, of row 5, is 4 s old
  EXPECT_EQ(count(path, "SELECT count(*) FROM segments WHERE pruned_ms IS NOT NULL"), 1);
  EXPECT_EQ(count(path, "SELECT min(seq) FROM decisions"), 5);
  const Verified left = verified(path);
  EXPECT_FALSE(left.broken.has_value()) << left.broken->what;
}

TEST(AuditPrune, TheLogGoesOnAfterIt) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path);
  ASSERT_TRUE(prune_log(path, far, far).ok());
  Appender appender(options_for(path));
  std::vector<Record> records = {sample(11)};
  ASSERT_TRUE(appender.append(records).commit.ok());
  EXPECT_EQ(appender.head().seq, 11);
  EXPECT_FALSE(verified(path).broken.has_value());
}

TEST(AuditPrune, AnAnchorAtTheEndOfAPrunedSegmentIsMet) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path);
  Result<Reader> reader = Reader::open(path);
  ASSERT_TRUE(reader.ok());
  const Result<std::vector<Seal>> seals = reader->seals();
  ASSERT_TRUE(seals.ok());
  const Head end{(*seals)[0].last_seq, (*seals)[0].last_hash};
  ASSERT_TRUE(prune_log(path, sample(9).time_ms, far).ok());
  EXPECT_EQ(verified(path, {end}).anchor, end);
  Head other = end;
  other.hash[0] ^= 1;
  const Verified against = verified(path, {other});
  ASSERT_TRUE(against.broken.has_value());
  EXPECT_EQ(against.broken->damage, Damage::rewritten);
}

TEST(AuditPrune, TheSearchForgetsTheWords) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  StoreOptions options = options_for(path);
  options.segment_rows = 200;
  {
    Appender appender(options);
    for (int from = 1; from <= 300; from += 100) {
      std::vector<Record> records;
      for (int n = from; n < from + 100; ++n) records.push_back(sample(n));
      ASSERT_TRUE(appender.append(records).commit.ok());
      appender.tidy();
    }
  }
  ASSERT_TRUE(prune_log(path, far, far).ok());
  EXPECT_EQ(count(path, "SELECT count(*) FROM decisions_text WHERE decisions_text MATCH 'make'"),
            count(path, "SELECT count(*) FROM decisions_text_docsize"));
  tamper(path, "INSERT INTO decisions_text(decisions_text) VALUES('integrity-check')");
}

TEST(AuditPrune, TheTablesRefuseAnyOtherWay) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_segments(path);
  const char* refused[] = {
      "DELETE FROM decisions WHERE seq = 1",
      "DELETE FROM segments",
      "UPDATE segments SET last_seq = 99 WHERE number = 1",
      "UPDATE segments SET pruned_ms = 1, rows = 3 WHERE number = 1",
      "UPDATE segments SET pruned_ms = 1 WHERE number = 2",  // not the oldest
      "INSERT INTO segments SELECT 9, first_seq, last_seq, rows, sealed_ms, before, first_hash, "
      "last_hash, previous, hash, NULL FROM segments WHERE number = 1",
      "DELETE FROM blobs",
      "UPDATE blobs SET segment = 0",
      "UPDATE blobs SET text = 'x'",
  };
  Result<sql::Database> database = sql::Database::open(path, sql::Database::Mode::write, 0);
  ASSERT_TRUE(database.ok());
  for (const char* sql : refused) {
    SCOPED_TRACE(sql);
    EXPECT_FALSE(database->run(sql).ok());
  }
  ASSERT_TRUE(database->run("UPDATE segments SET pruned_ms = 1 WHERE number = 1").ok());
  EXPECT_FALSE(database->run("UPDATE segments SET pruned_ms = NULL WHERE number = 1").ok());
  EXPECT_FALSE(database->run("DELETE FROM decisions WHERE seq = 5").ok());
  EXPECT_TRUE(database->run("DELETE FROM decisions WHERE seq <= 4").ok());
}

TEST(AuditPrune, NoLogIsSaid) {
  const Folder folder;
  const Result<Pruned> pruned = prune_log(folder / "none.db", 1, 1);
  ASSERT_FALSE(pruned.ok());
  EXPECT_EQ(pruned.faults()[0].kind, FaultKind::missing);
}

}  // namespace
}  // namespace gavel::audit
