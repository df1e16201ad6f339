#include "server/ui/overview.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/server/audit/sample.h"

namespace gavel::ui {
namespace {

using nlohmann::json;

constexpr std::int64_t now = 1'700'000'060'000;

TEST(Overview, BucketsAreRoundAndCoverTheStretch) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 20);
  struct Row {
    const char* query;
    std::int64_t width;
  };
  const Row rows[] = {
      {"since_ms=1699999000000", 60'000},
      {"", 900'000},
      {"since_ms=1699000000000", 21'600'000},
      {"since_ms=0", 60'000},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.query);
    const net::Response response = series(folder / "audit.db", row.query, now);
    ASSERT_EQ(response.status, 200) << response.body;
    const json body = json::parse(response.body);
    EXPECT_EQ(body["bucket_ms"], row.width);
    EXPECT_LE(body["buckets"].size(), 121u);
    std::int64_t calls = 0;
    for (const json& bucket : body["buckets"]) {
      EXPECT_EQ(bucket["begin_ms"].get<std::int64_t>() % row.width, 0);
      calls += bucket["allow"].get<std::int64_t>();
    }
    EXPECT_EQ(calls, 20);
  }
}

TEST(Overview, SessionsOfTheStretch) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 6);
  const json body = json::parse(sessions(folder / "audit.db", "", now).body);
  EXPECT_EQ(body["sessions"].size(), 6u) << "three sessions, each of two agents";
  EXPECT_EQ(
      json::parse(sessions(folder / "audit.db", "until_ms=1600000000000", now).body)["sessions"]
          .size(),
      0u);
}

TEST(Overview, WrongQuestionsAndNoLog) {
  const audit::Folder folder;
  audit::fill(folder / "audit.db", 1);
  EXPECT_EQ(series(folder / "audit.db", "since_ms=9&until_ms=3", now).status, 400);
  EXPECT_EQ(series(folder / "audit.db", "nonsense=1", now).status, 400);
  EXPECT_EQ(sessions(folder / "audit.db", "since_ms=x", now).status, 400);
  EXPECT_EQ(series(folder / "none.db", "", now).status, 503);
  EXPECT_EQ(sessions(folder / "none.db", "", now).status, 503);
}

}  // namespace
}  // namespace gavel::ui
