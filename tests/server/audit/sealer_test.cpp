#include "server/audit/sealer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "server/audit/verify.h"
#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

constexpr std::int64_t day = 86'400'000;

// One row per time given; the seals that came of it as "first-last" words.
std::string segments_of(const std::vector<std::int64_t>& times, std::int64_t rows,
                        std::size_t per_batch) {
  const Folder folder;
  StoreOptions options = options_for(folder / "audit.db");
  options.segment_rows = rows;
  std::vector<Record> batch;
  for (std::size_t i = 0; i < times.size(); ++i) {
    batch.push_back(sample(static_cast<int>(i + 1)));
    batch.back().time_ms = times[i];
    if (batch.size() < per_batch && i + 1 < times.size()) continue;
    Appender appender(options);  // a new writer each time takes up where the last one ended
    EXPECT_TRUE(appender.append(batch).commit.ok());
    batch.clear();
  }
  Result<Reader> reader = Reader::open(options.path);
  EXPECT_TRUE(reader.ok());
  const Result<std::vector<Seal>> seals = reader->seals();
  EXPECT_TRUE(seals.ok());
  std::string text;
  for (const Seal& seal : *seals) {
    EXPECT_EQ(seal.rows, seal.last_seq - seal.first_seq + 1);
    text += (text.empty() ? "" : " ") + std::to_string(seal.first_seq) + "-" +
            std::to_string(seal.last_seq);
  }
  const Result<Verified> verified = verify_log(options.path);
  EXPECT_TRUE(verified.ok() && !verified->broken);
  return text;
}

TEST(AuditSealer, SegmentsEndBySizeAndByDay) {
  const struct {
    const char* name;
    std::vector<std::int64_t> times;
    std::int64_t rows;
    const char* seals;
  } table[] = {
      {"one row", {5}, 3, ""},
      {"full, but nothing follows", {1, 2, 3}, 3, ""},
      {"the row after a full one", {1, 2, 3, 4}, 3, "1-3"},
      {"a day ends", {day - 1, day, day + 1}, 100, "1-1"},
      {"days without rows", {1, 5 * day, 5 * day + 1, 9 * day}, 100, "1-1 2-3"},
      {"a clock set back closes nothing", {day, 1, 2, day + 1}, 100, ""},
      {"both", {1, 2, 3, day, day + 1, day + 2}, 2, "1-2 3-3 4-5"},
  };
  for (const auto& row : table) {
    for (const std::size_t per_batch : {1u, 2u, 100u}) {
      SCOPED_TRACE(std::string(row.name) + ", " + std::to_string(per_batch));
      EXPECT_EQ(segments_of(row.times, row.rows, per_batch), row.seals);
    }
  }
}

TEST(AuditSealer, ALogWithoutSealsIsTakenUp) {
  const Folder folder;
  const std::string path = folder / "audit.db";
  fill(path, 5);
  // Back to what the first schema left.
  tamper(
      path,
      "DROP INDEX decisions_ruling; DROP INDEX decisions_answer; DROP INDEX decisions_class;"
      "DROP INDEX decisions_risk; DROP INDEX decisions_rule; DROP INDEX decisions_repo;"
      "DROP INDEX decisions_agent; DROP INDEX decisions_tool; CREATE INDEX decisions_stopped ON "
      "decisions(answer, class, rule) WHERE answer <> 'allow';"
      "DROP TABLE segments; DROP TRIGGER decisions_delete; DROP TRIGGER blobs_update;"
      "DROP TRIGGER blobs_delete; DROP INDEX blobs_segment; ALTER TABLE blobs DROP COLUMN segment;"
      "CREATE TRIGGER decisions_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, ''); "
      "END;"
      "CREATE TRIGGER blobs_update BEFORE UPDATE ON blobs BEGIN SELECT RAISE(ABORT, ''); END;"
      "CREATE TRIGGER blobs_delete BEFORE DELETE ON blobs BEGIN SELECT RAISE(ABORT, ''); END;"
      "PRAGMA user_version = 1");
  ASSERT_TRUE(verify_log(path).ok());  // a reader does not migrate
  StoreOptions options = options_for(path);
  options.segment_rows = 5;
  Appender appender(options);
  std::vector<Record> records = {sample(6)};
  ASSERT_TRUE(appender.append(records).commit.ok());
  const Result<Verified> verified = verify_log(path);
  ASSERT_TRUE(verified.ok());
  EXPECT_FALSE(verified->broken.has_value());
  EXPECT_EQ(verified->rows, 6);
  EXPECT_EQ(verified->seals, 1);
}

}  // namespace
}  // namespace gavel::audit
