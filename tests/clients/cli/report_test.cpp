#include <cstdlib>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "server/ui/overview.h"
#include "tests/clients/cli/golden.h"
#include "tests/clients/cli/run.h"
#include "tests/server/replay/night.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using replay::Night;

class CliReport : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", 1);
    tzset();
    night_.add({"ls -la", "allow", "rule", ""}, 5);
    night_.add({"git push --force origin main", "deny", "judge", "DENY", 0.002});
    night_.last().rule = "git.push-force";
    night_.last().latency_us = 900'000;
    night_.add({"npm publish", "allow", "judge", "APPROVE"}, 3);
    night_.last().rule = "packages.publish";
    night_.last().latency_us = 1'500'000;
    night_.add({"rm -rf /", "deny", "rule", ""});
    night_.last().rule = "core.root";
    night_.last().ruling = "deny";
    night_.add({"npm publish | tee `x`", "deny", "unavailable", ""});
    night_.last().reason = "the judge did not answer";
    (void)night_.reader();
  }
  Printed report(std::vector<std::string> words) {
    words.insert(words.begin(), {"--audit", night_.path()});
    return run("report", words);
  }

  Night night_;
};

TEST_F(CliReport, EveryPartAsMarkdownAndAsJson) {
  const Printed text = report({});
  EXPECT_EQ(text.code, exit_ok) << text.err;
  expect_golden("report.md", text.out);
  expect_golden("report.json", report({"--json"}).out);
}

TEST_F(CliReport, OnlyWhatWasAskedFor) {
  const json parts = json::parse(report({"--json", "--only", "totals", "--only", "rules"}).out);
  EXPECT_EQ(parts.size(), 2u);
  const json phase = json::parse(report({"--json", "--phase", "review"}).out);
  EXPECT_EQ(phase.size(), 1u);
  EXPECT_EQ(phase["costs"][0]["phase"], "review");
  const json top = json::parse(report({"--json", "--only", "slowest", "--top", "2"}).out);
  EXPECT_EQ(top["slowest"].size(), 2u);
  EXPECT_EQ(report({"--only", "nonsense"}).code, exit_usage);
}

TEST_F(CliReport, APeriodInWords) {
  const json some =
      json::parse(report({"--json", "--only", "totals", "--since", "2025-11-21T04:45:00Z"}).out);
  const json all = json::parse(report({"--json", "--only", "totals"}).out);
  EXPECT_EQ(all["totals"]["calls"], 11);
  EXPECT_EQ(some["totals"]["calls"], 7);
  EXPECT_EQ(report({"--since", "soon"}).code, exit_usage);
}

// The report goes through the rows, the page asks the database: both must tell the same night.
TEST_F(CliReport, CountsWhatTheReviewPageCounts) {
  const json told = json::parse(report({"--json", "--top", "100"}).out);
  const json page = json::parse(ui::series(night_.path(), "since_ms=0", 1'763'800'000'000).body);
  json sums = json::object();
  for (const json& bucket : page["buckets"]) {
    for (const char* key :
         {"allow", "deny", "ask", "abstain", "escalated", "judged", "cached", "tokens"}) {
      sums[key] = sums.value(key, 0) + bucket[key].get<int>();
    }
    sums["cost"] = sums.value("cost", 0.0) + bucket["cost_usd"].get<double>();
  }
  for (const auto& [key, sum] : sums.items()) {
    SCOPED_TRACE(key);
    EXPECT_EQ(key == "cost" ? sum : told["totals"][key], sum);
  }
  EXPECT_NEAR(told["totals"]["cost_usd"].get<double>(), sums["cost"].get<double>(), 1e-9);

  std::map<std::string, std::int64_t> by_rule;
  for (const json& rule : told["rules"]) {
    if (rule["denied"] > 0) by_rule[rule["rule"]] = rule["denied"];
  }
  for (const json& rule : page["rules"]) {
    if (rule["value"] == "") continue;  // no rule: the page leaves it out as well
    EXPECT_EQ(by_rule[rule["value"]], rule["calls"]) << rule.dump();
    by_rule.erase(rule["value"]);
  }
  EXPECT_TRUE(by_rule.empty());

  const json sessions =
      json::parse(ui::sessions(night_.path(), "since_ms=0", 1'763'800'000'000).body)["sessions"];
  ASSERT_EQ(sessions.size(), told["sessions"].size());
  for (const json& one : sessions) {
    for (const json& line : told["sessions"]) {
      if (line["session"] != one["session"]) continue;
      for (const char* key : {"calls", "denied", "escalated"})
        EXPECT_EQ(line[key], one[key]) << key;
    }
  }
}

TEST_F(CliReport, NothingIsNotAnError) {
  const Printed none = report({"--session", "no such"});
  EXPECT_EQ(none.code, exit_ok);
  EXPECT_EQ(none.out.rfind("## Totals\n\nNo calls.\n", 0), 0u) << none.out;
}

TEST_F(CliReport, ALogThatIsNotThereIsSaid) {
  EXPECT_EQ(run("report", {"--audit", night_.in("none.db")}).code, exit_unavailable);
}

}  // namespace
}  // namespace gavel::cli
