#include "clients/cli/escalated.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

audit::Record row(int n, const char* command, const char* answer, const char* ruling = "escalate") {
  audit::Record record;
  record.id = "0197a000-0000-7000-8000-00000000000" + std::to_string(n);
  record.command = command;
  record.rule = "r";
  record.answer = answer;
  record.ruling = ruling;
  record.reason = "reason " + std::to_string(n);
  record.opinion = R"({"verdict":"APPROVE","cost_usd":0.5})";
  return record;
}

TEST(CliEscalated, WhatWasAskedAboutMostOftenAndHowItEnded) {
  Escalated section(2);
  section.add(row(1, "b", "allow"));
  section.add(row(2, "a", "deny"));
  section.add(row(3, "b", "deny"));
  section.add(row(4, "c", "allow"));
  section.add(row(5, "d", "allow", "allow"));
  section.add(row(6, "d", "allow", "allow"));
  EXPECT_EQ(section.to_json(), json::parse(R"([
    {"command":"b","rule":"r","calls":2,"allowed":1,"cost_usd":1.0,
     "last_id":"0197a000-0000-7000-8000-000000000003","last_reason":"reason 3"},
    {"command":"a","rule":"r","calls":1,"allowed":0,"cost_usd":0.5,
     "last_id":"0197a000-0000-7000-8000-000000000002","last_reason":"reason 2"}])"));
  EXPECT_NE(section.markdown().find("| `b` | r | 2 | 1 | $1.0000 | 0197a000-0000-7000 |"),
            std::string::npos)
      << section.markdown();
}

}  // namespace
}  // namespace gavel::cli
