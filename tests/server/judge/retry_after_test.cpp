#include "server/judge/retry_after.h"

#include <gtest/gtest.h>

namespace gavel::judge {
namespace {

TEST(RetryAfter, SecondsOrADateByTheServersOwnClock) {
  constexpr const char* now = "Sun, 06 Nov 1994 08:49:37 GMT";
  struct Row {
    const char* retry_after;
    const char* date;
    std::uint64_t seconds;
  };
  constexpr Row rows[] = {
      {"", now, 0},
      {"0", now, 0},
      {"7", "", 7},
      {" 120 ", "", 120},
      {"-1", "", 0},
      {"7s", "", 0},
      {"99999999999999999999999", "", 0},
      {"Sun, 06 Nov 1994 08:49:42 GMT", now, 5},
      {"Mon, 07 Nov 1994 08:49:37 GMT", now, 86'400},
      {"Sun, 06 Nov 1994 08:49:36 GMT", now, 0},
      {"Sun, 06 Nov 1994 08:49:42 GMT", "", 0},
      {"Sun, 06 Nov 1994 08:49:42 GMT", "yesterday", 0},
      {"Sun, 31 Feb 1994 08:49:42 GMT", now, 0},
      {"Sun, 06 Now 1994 08:49:42 GMT", now, 0},
      {"Sun, 06 Nov 1994 08:49:42 CET", now, 0},
      {"Sunday, 06-Nov-94 08:49:42 GMT", now, 0},
      {"Sun, x6 Nov 1994 08:49:42 GMT", now, 0},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(retry_after_s(row.retry_after, row.date), row.seconds) << row.retry_after;
  }
}

}  // namespace
}  // namespace gavel::judge
