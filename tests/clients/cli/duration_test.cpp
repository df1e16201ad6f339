#include "clients/cli/duration.h"

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

TEST(Duration, WholeNumbersWithAUnit) {
  const struct {
    const char* text;
    std::int64_t ms;  // 0: a fault
  } rows[] = {{"1s", 1000},
              {"30m", 1'800'000},
              {"2h", 7'200'000},
              {"1d", 86'400'000},
              {"366d", 31'622'400'000},
              {"367d", 0},
              {"0h", 0},
              {"-1h", 0},
              {"2", 0},
              {"h", 0},
              {"", 0},
              {"2 h", 0},
              {"2hh", 0},
              {"1.5h", 0},
              {"99999999999999999999h", 0}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Result<std::int64_t> parsed = parse_duration(row.text);
    EXPECT_EQ(parsed.ok(), row.ms != 0);
    EXPECT_EQ(parsed.ok() ? *parsed : 0, row.ms);
  }
}

}  // namespace
}  // namespace gavel::cli
