#include "server/audit/series.h"

#include <gtest/gtest.h>

#include "tests/server/audit/sample.h"

namespace gavel::audit {
namespace {

constexpr std::int64_t start = 1'700'000'000'000;
constexpr std::int64_t minute = 60'000;

std::string opinion(std::int64_t latency_us, bool cached) {
  return R"({"tokens_in":100,"tokens_out":10,"cost_usd":0.5,"cached":)" +
         std::string(cached ? "true" : "false") + R"(,"latency_us":)" + std::to_string(latency_us) +
         "}";
}

// Three minutes: allowed calls; opinions of several latencies; nothing.
class SeriesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::vector<Record> records;
    for (int n = 0; n < 10; ++n) {
      Record record = sample(n + 1);
      record.time_ms = start + (n < 4 ? 0 : minute) + n;
      record.session = n < 4 ? "early" : "late";
      record.agent = "a";
      if (n >= 4) {
        record.ruling = "escalate";
        record.answer = n == 4 ? "deny" : "allow";
        record.opinion = opinion(n * 1000, n == 9);
      }
      records.push_back(std::move(record));
    }
    records[0].answer = "ask";
    records[1].answer = "abstain";
    records[2].opinion = "{broken";
    Appender appender(options_for(path()));
    ASSERT_TRUE(appender.append(records).commit.ok());
  }
  std::string path() const { return folder_ / "audit.db"; }
  Folder folder_;
};

TEST_F(SeriesTest, CountsEveryBucketAlsoEmptyOnes) {
  const auto list = series(path(), {start, start + 3 * minute}, minute);
  ASSERT_TRUE(list.ok()) << list.faults()[0].message();
  ASSERT_EQ(list->size(), 3u);
  const Bucket& first = list->at(0);
  EXPECT_EQ(first.ask, 1);
  EXPECT_EQ(first.abstain, 1);
  EXPECT_EQ(first.allow, 2);
  EXPECT_EQ(first.judged, 0) << "an opinion that is no JSON counts as none";
  const Bucket& second = list->at(1);
  EXPECT_EQ(second.begin_ms, start + minute);
  EXPECT_EQ(second.deny, 1);
  EXPECT_EQ(second.escalated, 6);
  EXPECT_EQ(second.judged, 5);
  EXPECT_EQ(second.cached, 1);
  EXPECT_EQ(second.tokens, 550);
  EXPECT_DOUBLE_EQ(second.cost_usd, 2.5);
  EXPECT_EQ(second.judge_p50_us, 6000);
  EXPECT_EQ(second.judge_p95_us, 7000);
  EXPECT_EQ(list->at(2).allow, 0);
}

TEST_F(SeriesTest, RefusesWhatIsNoPicture) {
  const std::pair<Stretch, std::int64_t> rows[] = {
      {{start, start}, minute}, {{start, start + 1}, 0}, {{start, start + 1001}, 1}, {{5, 1}, 1}};
  for (const auto& [stretch, width] : rows) {
    SCOPED_TRACE(width);
    EXPECT_FALSE(series(path(), stretch, width).ok());
  }
  EXPECT_FALSE(series(folder_ / "none.db", {start, start + 1}, 1).ok());
}

TEST_F(SeriesTest, SittingsComeNewestFirst) {
  const auto list = sittings(path(), {start, start + 3 * minute}, 10);
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 2u);
  EXPECT_EQ(list->at(0).session, "late");
  EXPECT_EQ(list->at(0).calls, 6);
  EXPECT_EQ(list->at(0).denied, 1);
  EXPECT_EQ(list->at(0).escalated, 6);
  EXPECT_DOUBLE_EQ(list->at(0).cost_usd, 3.0);
  EXPECT_EQ(list->at(1).asked, 1);
  EXPECT_EQ(list->at(1).last_ms - list->at(1).first_ms, 3);
  EXPECT_EQ(sittings(path(), {start, start + 3 * minute}, 1)->size(), 1u);
  EXPECT_EQ(sittings(path(), {start, start + 1}, 9)->size(), 1u);
}

}  // namespace
}  // namespace gavel::audit
