#include "server/audit/seal_check.h"

#include <string>

#include <gtest/gtest.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

constexpr const char* unlock =
    "DROP TRIGGER segments_update; DROP TRIGGER segments_delete; DROP TRIGGER decisions_delete;"
    "DROP TRIGGER segments_append;";

void fill_sealed(const std::string& path) {
  StoreOptions options = options_for(path);
  options.segment_rows = 3;
  Appender appender(options);
  std::vector<Record> records;
  for (int n = 1; n <= 10; ++n) records.push_back(sample(n));
  ASSERT_TRUE(appender.append(records).commit.ok());
}

TEST(AuditSealCheck, EachKindOfTamperingWithSealsIsFoundAndNamed) {
  const struct {
    const char* change;
    Damage damage;
    std::int64_t seq;
    const char* what;
  } rows[] = {
      {"UPDATE segments SET rows = 2 WHERE number = 2", Damage::changed, 4,
       "the seal of segment 2 no longer gives its hash"},
      {"UPDATE segments SET hash = zeroblob(32) WHERE number = 1", Damage::changed, 1,
       "the seal of segment 1 no longer gives its hash"},
      {"DELETE FROM segments WHERE number = 2", Damage::removed, 7,
       "the seal of segment 3 is there, but not the one before it"},
      {"UPDATE segments SET pruned_ms = 5 WHERE number = 2", Damage::changed, 4,
       "the seal of segment 2 is marked as pruned, but an older segment is not"},
      {"DELETE FROM decisions WHERE seq <= 3", Damage::removed, 1, "rows 1 to 3 are missing"},
      {"UPDATE segments SET pruned_ms = 5 WHERE number = 1", Damage::inserted, 1,
       "row 1 stands a second time, after row 3"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.change);
    const Folder folder;
    const std::string path = folder / "audit.db";
    fill_sealed(path);
    tamper(path, std::string(unlock) + row.change);
    const Result<Verified> result = verify_log(path);
    ASSERT_TRUE(result.ok()) << result.faults()[0].message();
    ASSERT_TRUE(result->broken.has_value());
    EXPECT_EQ(name_of(result->broken->damage), std::string(name_of(row.damage)));
    EXPECT_EQ(result->broken->seq, row.seq);
    EXPECT_EQ(result->broken->what, row.what);
  }
}

// Who knows how seals are hashed makes one that gives its hash and lies about the rows.
TEST(AuditSealCheck, ASealMadeAnewDisagreesWithItsRowsOrItsNeighbours) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_sealed(path);
  Result<Reader> reader = Reader::open(path);
  ASSERT_TRUE(reader.ok());
  const Result<std::vector<Seal>> seals = reader->seals();
  ASSERT_TRUE(seals.ok());
  ASSERT_EQ(seals->size(), 3u);
  Seal forged = seals->back();
  forged.rows = 2;
  Hasher hasher;
  tamper(path, std::string(unlock) + "UPDATE segments SET rows = 2, hash = x'" +
                   to_hex(seal_hash(hasher, forged)) + "' WHERE number = 3");
  const Result<Verified> result = verify_log(path);
  ASSERT_TRUE(result.ok() && result->broken.has_value());
  EXPECT_EQ(result->broken->what, "the seal of segment 3 counts 2 rows, but 3 are there");
}

TEST(AuditSealCheck, AnUntouchedLogHolds) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill_sealed(path);
  const Result<Verified> whole = verify_log(path);
  ASSERT_TRUE(whole.ok());
  EXPECT_FALSE(whole->broken.has_value());
  EXPECT_EQ(whole->seals, 3);
  EXPECT_EQ(whole->rows, 10);
  const Result<Verified> newest = verify_newest(path);
  ASSERT_TRUE(newest.ok());
  EXPECT_FALSE(newest->broken.has_value());
  EXPECT_EQ(newest->rows, 1);
}

TEST(AuditSealCheck, AStartSeesDamageInTheSealsAndInTheOpenSegment) {
  for (const char* change : {"UPDATE segments SET rows = 9 WHERE number = 1",
                             "DROP TRIGGER decisions_update; UPDATE decisions SET reason = 'x' "
                             "WHERE seq = 10"}) {
    SCOPED_TRACE(change);
    const Folder folder;
    const std::string path = folder / "audit.db";
    fill_sealed(path);
    tamper(path, std::string(unlock) + change);
    const Result<Verified> newest = verify_newest(path);
    ASSERT_TRUE(newest.ok());
    EXPECT_TRUE(newest->broken.has_value());
  }
  const Folder folder;
  const Result<Verified> none = verify_newest(folder / "none.db");
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->broken.has_value());
}

}  // namespace
}  // namespace gavel::audit
