#include "clients/cli/costs.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

audit::Record row(const char* session, const char* opinion) {
  audit::Record record;
  record.time_ms = 1'763'700'000'000;  // 2025-11-21
  record.session = session;
  record.repo = "/r";
  record.agent = "codex";
  record.opinion = opinion;
  return record;
}

void fill(Costs& costs) {
  costs.add(row("s1", R"({"model":"m","tokens_in":1000,"tokens_out":10,"cost_usd":0.25})"));
  costs.add(row("s1", R"({"model":"m","tokens_in":500,"tokens_out":5,"cost_usd":0.125})"));
  costs.add(row("s1", R"({"model":"m","tokens_in":0,"tokens_out":0,"cost_usd":0,"cached":true})"));
  costs.add(row("s2|x\n", R"({"model":"n","tokens_in":1,"tokens_out":2,"cost_usd":0})"));
  costs.add(row("s2|x\n", R"({"model":"","tokens_in":7,"tokens_out":0,"cost_usd":0})"));
  costs.add(row("s3", ""));          // nobody was asked
  costs.add(row("s3", "nonsense"));  // no opinion that we wrote
}

TEST(Costs, OneLineForEachGroupAndModel) {
  Costs costs(*grouping("session"), "");
  fill(costs);
  EXPECT_EQ(costs.markdown(),
            "| session | model | answers | input | output | total | cost |\n"
            "|---|---|---:|---:|---:|---:|---:|\n"
            "| s1 | m | 3 | 1,500 | 15 | 1,515 | $0.3750 |\n"
            "| s2\\|x\\x0a | (no answer) | 1 | 7 | 0 | 7 | $0.0000 |\n"
            "| s2\\|x\\x0a | n | 1 | 1 | 2 | 3 | $0.0000 |\n"
            "| **total** |  | 5 | 1,508 | 17 | 1,525 | $0.3750 |\n");
}

TEST(Costs, APhaseIsOneGroup) {
  Costs costs(*grouping("session"), "review");
  fill(costs);
  const auto json = costs.to_json();
  ASSERT_EQ(json.size(), 3u);
  EXPECT_EQ(json[1]["phase"], "review");
  EXPECT_EQ(json[1]["model"], "m");
  EXPECT_EQ(json[1]["answers"], 3);
  EXPECT_EQ(json[1]["cached"], 1);
  EXPECT_EQ(json[1]["tokens_total"], 1515);
  EXPECT_EQ(json[1]["cost_usd"], 0.375);
}

TEST(Costs, Groupings) {
  const struct {
    const char* name;
    const char* value;
  } rows[] = {{"session", "s1"}, {"repo", "/r"}, {"agent", "codex"}, {"day", "2025-11-21"}};
  for (const auto& one : rows) EXPECT_EQ(grouping(one.name)->of(row("s1", "")), one.value);
  EXPECT_EQ(grouping("week"), nullptr);
}

}  // namespace
}  // namespace gavel::cli
