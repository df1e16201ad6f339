#include "clients/cli/totals.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

audit::Record judged(std::int64_t latency_ms, const char* answer = "allow") {
  audit::Record record;
  record.time_ms = 1'700'000'000'000;
  record.agent = "codex";
  record.session = "s";
  record.repo = "/repo";
  record.ruling = "escalate";
  record.answer = answer;
  record.opinion =
      R"({"verdict":"APPROVE","tokens_in":10,"tokens_out":1,"cost_usd":0.5,"latency_us":)" +
      std::to_string(latency_ms * 1000) + "}";
  return record;
}

TEST(CliTotals, CountsWhatCameInAndHowItEnded) {
  Totals totals;
  totals.add(judged(300));
  totals.add(judged(100, "deny"));
  audit::Record cached = judged(0);
  cached.opinion = R"({"verdict":"APPROVE","cached":true})";
  cached.session = "other";
  totals.add(cached);
  audit::Record plain;
  plain.time_ms = 1'600'000'000'000;  // a clock that was set back
  plain.ruling = plain.answer = "allow";
  totals.add(plain);
  const json value = totals.to_json();
  const std::pair<const char*, json> rows[] = {{"calls", 4},
                                               {"allow", 3},
                                               {"deny", 1},
                                               {"ask", 0},
                                               {"abstain", 0},
                                               {"escalated", 3},
                                               {"judged", 2},
                                               {"cached", 1},
                                               {"sessions", 3},
                                               {"repositories", 1},
                                               {"tokens", 22},
                                               {"cost_usd", 1.0},
                                               {"judge_ms_median", 100},
                                               {"judge_ms_p95", 100},
                                               {"first_ms", 1'600'000'000'000},
                                               {"last_ms", 1'700'000'000'000}};
  for (const auto& [key, expected] : rows) {
    SCOPED_TRACE(key);
    EXPECT_EQ(value[key], expected);
  }
}

// As audit::series counts them: the value at (n - 1) * percent / 100 of the sorted ones.
TEST(CliTotals, TheMedianAndTheSlowest) {
  const struct {
    int rows;  // 1 ms, 2 ms, 3 ms ...
    int median, p95;
  } table[] = {{1, 1, 1}, {2, 1, 1}, {3, 2, 2}, {20, 10, 19}, {21, 11, 20}, {100, 50, 95}};
  for (const auto& row : table) {
    SCOPED_TRACE(row.rows);
    Totals totals;
    for (int ms = row.rows; ms > 0; --ms) totals.add(judged(ms));
    EXPECT_EQ(totals.to_json()["judge_ms_median"], row.median);
    EXPECT_EQ(totals.to_json()["judge_ms_p95"], row.p95);
  }
}

TEST(CliTotals, SaysOneOfOneThingAndNothingOfNone) {
  EXPECT_EQ(Totals().markdown(), "No calls.\n");
  Totals totals;
  totals.add(judged(0));
  const std::string text = totals.markdown();
  EXPECT_NE(text.find("1 session in 1 repository, 11 tokens, $0.5000."), std::string::npos) << text;
  EXPECT_EQ(text.find("The judge took"), std::string::npos) << "it took no time";
}

}  // namespace
}  // namespace gavel::cli
