#include "server/audit/when.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::audit {
namespace {

// 2026-03-04 15:30:00 UTC, a Wednesday.
constexpr std::int64_t now_s = 1'772'638'200;
constexpr std::int64_t now_ms = now_s * 1000;

std::int64_t utc(std::int64_t) {
  return 0;
}

// One hour east, two from 2026-03-29 01:00 UTC to 2026-10-25 01:00 UTC, as in central Europe.
std::int64_t europe(std::int64_t s) {
  return s >= 1'774'746'000 && s < 1'792'890'000 ? 7200 : 3600;
}

TEST(AuditWhen, TimesAsPeopleWriteThem) {
  const std::int64_t midnight = 1'772'582'400;
  const struct {
    const char* text;
    std::int64_t seconds;
  } rows[] = {
      {"now", now_s},
      {"NOW", now_s},
      {"@1700000000", 1'700'000'000},
      {"2h ago", now_s - 7200},
      {"2h", now_s - 7200},
      {"2 hours ago", now_s - 7200},
      {"since 90m ago", now_s - 5400},
      {"90 min", now_s - 5400},
      {"1d12h", now_s - 129'600},
      {"1 week 2 days ago", now_s - 9 * 86'400},
      {"30s", now_s - 30},
      {"today", midnight},
      {"today 09:15", midnight + 9 * 3600 + 900},
      {"yesterday", midnight - 86'400},
      {"yesterday 18:00", midnight - 6 * 3600},
      {"since yesterday 18:00", midnight - 6 * 3600},
      {"Yesterday  18:00:30 ", midnight - 6 * 3600 + 30},
      {"tuesday", midnight - 86'400},
      {"wednesday", midnight - 7 * 86'400},
      {"thursday 08:00", midnight - 6 * 86'400 + 8 * 3600},
      {"15:30", now_s},
      {"15:31", now_s - 86'400 + 60},
      {"00:00", midnight},
      {"2026-03-01", 1'772'323'200},
      {"2026-03-01 12:00", 1'772'366'400},
      {"2026-03-01T12:00", 1'772'366'400},
      {"2026-03-01T12:00:05Z", 1'772'366'405},
      {"2026-03-01t12:00z", 1'772'366'400},
      {"2026-03-01T12:00+02:00", 1'772'359'200},
      {"2026-03-01 12:00 -0530", 1'772'386'200},
      {"2024-02-29", 1'709'164'800},
      {"1970-01-01", 0},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Result<std::int64_t> when = parse_when(row.text, now_ms, utc);
    ASSERT_TRUE(when.ok());
    EXPECT_EQ(*when, row.seconds * 1000);
  }
}

TEST(AuditWhen, MillisecondsAreKept) {
  EXPECT_EQ(*parse_when("2026-03-01T12:00:05.25Z", now_ms, utc), 1'772'366'405'250);
  EXPECT_EQ(*parse_when("2026-03-01T12:00:05.1234567Z", now_ms, utc), 1'772'366'405'123);
}

TEST(AuditWhen, WhatIsNoTimeIsAFault) {
  const char* rows[] = {"",
                        "soon",
                        "2",
                        "2x",
                        "2h later",
                        "2h ago please",
                        "25:00",
                        "12:60",
                        "12:00:60",
                        "12",
                        "yesterday noon",
                        "yesterday 18:00 foo",
                        "2026-02-30",
                        "2026-13-01",
                        "2026-3-1",
                        "26-03-01",
                        "2026-03-01T",
                        "2026-03-01T12",
                        "2026-03-01T12:00Q",
                        "2026-03-01T12:00+1",
                        "2026-03-01T12:00Z now",
                        "@",
                        "@12x",
                        "now now",
                        "-2h",
                        "99999999999999999999h",
                        "since",
                        "12:00:00.",
                        "1h2"};
  for (const char* text : rows) {
    SCOPED_TRACE(text);
    const Result<std::int64_t> when = parse_when(text, now_ms, utc);
    ASSERT_FALSE(when.ok()) << *when;
    EXPECT_EQ(when.faults()[0].kind, FaultKind::syntax);
    EXPECT_FALSE(when.faults()[0].help.empty());
  }
  EXPECT_FALSE(parse_when(std::string(200, ' ') + "now", now_ms, utc).ok());
}

TEST(AuditWhen, LocalTimeFollowsTheClocks) {
  const struct {
    const char* text;
    std::int64_t seconds;
  } rows[] = {
      {"2026-03-04 00:00", 1'772'578'800},  // winter: UTC+1
      {"2026-07-01 00:00", 1'782'856'800},  // summer: UTC+2
      {"2026-03-29 02:30", 1'774'747'800},  // skipped: read with the offset before
      {"2026-03-29 03:00", 1'774'746'000},  // the first moment of summer time
      {"2026-10-25 02:30", 1'792'888'200},  // shown twice: the earlier
      {"2026-10-25 03:00", 1'792'893'600},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Result<std::int64_t> when = parse_when(row.text, now_ms, europe);
    ASSERT_TRUE(when.ok());
    EXPECT_EQ(*when, row.seconds * 1000);
  }
  // 23:30 UTC is already tomorrow there.
  const std::int64_t late = (now_s + 8 * 3600) * 1000;
  EXPECT_EQ(*parse_when("today", late, europe), 1'772'665'200'000);
}

TEST(AuditWhen, TheSystemsOffsetIsAnOffset) {
  const std::int64_t offset = system_offset(now_s);
  EXPECT_LE(offset, 14 * 3600);
  EXPECT_GE(offset, -12 * 3600);
}

}  // namespace
}  // namespace gavel::audit
