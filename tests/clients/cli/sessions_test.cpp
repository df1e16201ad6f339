#include "clients/cli/sessions.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

constexpr std::int64_t minute = 60'000;

audit::Record at(std::int64_t time_ms, const char* answer = "allow") {
  audit::Record record;
  record.agent = "codex";
  record.session = "s";
  record.time_ms = time_ms;
  record.answer = answer;
  return record;
}

TEST(Sessions, ATimelineGrowsWithItsSession) {
  const struct {
    const char* name;
    std::vector<std::int64_t> minutes;
    const char* drawn;
    std::int64_t width;
  } rows[] = {
      {"one call", {0}, "-", 1},
      {"a pause", {0, 2}, "-.-", 1},
      {"the last stretch of 24", {0, 23}, "-......................-", 1},
      {"one more and each two become one", {0, 24}, "-...........-", 2},
      {"a night", {0, 600}, "-.................-", 32},
      {"a clock that stepped back", {5, 0}, "-", 1},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Sessions sessions(10);
    for (const std::int64_t when : row.minutes) sessions.add(at(when * minute));
    EXPECT_NE(sessions.markdown().find("`" + std::string(row.drawn) + "`"), std::string::npos)
        << sessions.markdown();
    EXPECT_EQ(sessions.to_json()[0]["stretch_ms"], row.width * minute);
  }
}

TEST(Sessions, WhatWasStoppedShows) {
  Sessions sessions(10);
  sessions.add(at(0));
  sessions.add(at(minute, "deny"));
  sessions.add(at(2 * minute, "ask"));
  EXPECT_NE(sessions.markdown().find("`-xx`"), std::string::npos) << sessions.markdown();
  const nlohmann::json line = sessions.to_json()[0];
  EXPECT_EQ(line["calls"], 3);
  EXPECT_EQ(line["denied"], 1);
  EXPECT_EQ(line["stretches"][1]["stopped"], 1);
}

TEST(Sessions, TheBusiestInTheOrderTheyBegan) {
  Sessions sessions(1);
  sessions.add(at(0));
  audit::Record other = at(minute);
  other.session = "busy";
  sessions.add(other);
  sessions.add(other);
  ASSERT_EQ(sessions.to_json().size(), 1u);
  EXPECT_EQ(sessions.to_json()[0]["session"], "busy");
}

}  // namespace
}  // namespace gavel::cli
