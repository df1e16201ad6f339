#include "clients/cli/shares.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

audit::Record row(const char* rule, const char* why, const char* answer, const char* command) {
  audit::Record record;
  record.rule = rule;
  record.why = why;
  record.answer = answer;
  record.command = command;
  record.ruling = record.why == "judge" ? "escalate" : "allow";
  if (record.why == "judge") record.opinion = R"({"verdict":"DENY","cost_usd":0.25})";
  return record;
}

TEST(CliShares, ALineForEachValueTheLongestFirst) {
  const audit::Record rows[] = {
      row("b", "judge", "deny", "one"),    row("b", "judge", "allow", "two"),
      row("", "rule", "allow", "three"),   row("a", "rule", "deny", "four"),
      row("c", "rule", "abstain", "five"),
  };
  Shares rules(by_rule, 2), classes(by_class, 10);
  for (const audit::Record& one : rows) {
    rules.add(one);
    classes.add(one);
  }
  EXPECT_EQ(rules.to_json(), json::parse(R"([
    {"rule":"b","calls":2,"allowed":1,"denied":1,"escalated":2,"cost_usd":0.5,"last":"two"},
    {"rule":"a","calls":1,"allowed":0,"denied":1,"escalated":0,"cost_usd":0.0,"last":"four"}])"))
      << "of as many calls the first by name; without a rule a row does not count";
  EXPECT_EQ(classes.to_json(), json::parse(R"([
    {"class":"rule","calls":3,"allowed":1,"denied":1,"escalated":0,"cost_usd":0.0,"last":"five"},
    {"class":"judge","calls":2,"allowed":1,"denied":1,"escalated":2,"cost_usd":0.5,"last":"two"}])"));
  EXPECT_NE(rules.markdown().find("| b | 2 | 1 | 1 | 2 | $0.5000 | `two` |"), std::string::npos)
      << rules.markdown();
}

TEST(CliShares, TextOfAgentsStaysInItsCell) {
  Shares rules(by_rule, 10);
  rules.add(row("a|b\n", "rule", "deny", "x | `y`\n# heading"));
  const std::string text = rules.markdown();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
}

}  // namespace
}  // namespace gavel::cli
