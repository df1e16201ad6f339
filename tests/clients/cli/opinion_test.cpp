#include "clients/cli/opinion.h"

#include <gtest/gtest.h>

namespace gavel::cli {
namespace {

TEST(CliOpinion, WhatARowSaysOfTheJudge) {
  const struct {
    const char* name;
    const char* text;
    RowOpinion opinion;
  } rows[] = {
      {"nobody was asked", "", {}},
      {"an answer",
       R"({"verdict":"DENY","model":"m","tokens_in":9,"tokens_out":2,"latency_us":7,"cost_usd":0.5})",
       {true, false, "m", "DENY", 9, 2, 7, 0.5}},
      {"from the cache",
       R"({"verdict":"APPROVE","model":"m","cached":true})",
       {true, true, "m", "APPROVE", 0, 0, 0, 0}},
      {"an outage",
       R"({"verdict":"none","outage":"no route"})",
       {true, false, "", "none", 0, 0, 0, 0}},
      {"a whole number of dollars", R"({"cost_usd":2})", {true, false, "", "", 0, 0, 0, 2}},
      {"of other types",
       R"({"verdict":1,"model":[],"cached":"yes","tokens_in":"9","tokens_out":1.5,"cost_usd":"x"})",
       {true, false, "", "", 0, 0, 0, 0}},
      {"no object", "[1]", {}},
      {"no JSON", "APPROVE", {}},
      {"cut off", R"({"verdict":"APP)", {}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    audit::Record record;
    record.opinion = row.text;
    const RowOpinion found = opinion_of(record);
    EXPECT_EQ(found.asked, row.opinion.asked);
    EXPECT_EQ(found.cached, row.opinion.cached);
    EXPECT_EQ(found.model, row.opinion.model);
    EXPECT_EQ(found.verdict, row.opinion.verdict);
    EXPECT_EQ(found.tokens_in, row.opinion.tokens_in);
    EXPECT_EQ(found.tokens_out, row.opinion.tokens_out);
    EXPECT_EQ(found.latency_us, row.opinion.latency_us);
    EXPECT_DOUBLE_EQ(found.usd, row.opinion.usd);
  }
}

}  // namespace
}  // namespace gavel::cli
