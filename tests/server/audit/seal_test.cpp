#include "server/audit/seal.h"

#include <set>

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

TEST(AuditSeal, TheHashCoversWhatNeverChanges) {
  Seal seal;
  seal.number = 2;
  seal.first_seq = 4;
  seal.last_seq = 6;
  seal.rows = 3;
  seal.sealed_ms = 1'700'000'000'000;
  const struct {
    const char* name;
    void (*change)(Seal&);
    bool covered;
  } rows[] = {
      {"number", [](Seal& one) { one.number = 3; }, true},
      {"first row", [](Seal& one) { one.first_seq = 5; }, true},
      {"last row", [](Seal& one) { one.last_seq = 7; }, true},
      {"count", [](Seal& one) { one.rows = 4; }, true},
      {"time", [](Seal& one) { one.sealed_ms += 1; }, true},
      {"hash before", [](Seal& one) { one.before[0] = 1; }, true},
      {"first hash", [](Seal& one) { one.first_hash[31] = 1; }, true},
      {"last hash", [](Seal& one) { one.last_hash[0] = 1; }, true},
      {"seal before", [](Seal& one) { one.previous[0] = 1; }, true},
      {"when it was pruned", [](Seal& one) { one.pruned_ms = 9; }, false},
      {"its own hash", [](Seal& one) { one.hash[0] = 1; }, false},
  };
  Hasher hasher;
  std::set<Hash> seen = {seal_hash(hasher, seal)};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Seal other = seal;
    row.change(other);
    EXPECT_EQ(seen.insert(seal_hash(hasher, other)).second, row.covered);
  }
}

TEST(AuditSeal, AreReadInTheirOrderAndNoneFromALogWithoutThem) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  options.segment_rows = 2;
  {
    Appender appender(options);
    std::vector<Record> records;
    for (int n = 1; n <= 5; ++n) records.push_back(sample(n));
    ASSERT_TRUE(appender.append(records).commit.ok());
  }
  Result<sql::Database> log = sql::Database::open(options.path, sql::Database::Mode::read, 0);
  ASSERT_TRUE(log.ok());
  const Result<std::vector<Seal>> seals = read_seals(*log);
  ASSERT_TRUE(seals.ok());
  ASSERT_EQ(seals->size(), 2u) << "the fifth row stands in the open segment";
  Hasher hasher;
  for (std::size_t i = 0; i < 2; ++i) {
    const Seal& seal = (*seals)[i];
    EXPECT_EQ(seal.number, static_cast<std::int64_t>(i + 1));
    EXPECT_EQ(seal.rows, 2);
    EXPECT_EQ(seal.hash, seal_hash(hasher, seal));
  }
  EXPECT_EQ((*seals)[1].previous, (*seals)[0].hash);
  EXPECT_EQ((*seals)[1].before, (*seals)[0].last_hash);

  tamper(folder / "other.db", "CREATE TABLE t(x)");
  Result<sql::Database> other =
      sql::Database::open(folder / "other.db", sql::Database::Mode::read, 0);
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(read_seals(*other)->empty());
}

}  // namespace
}  // namespace gavel::audit
