#include "clients/cli/slowest.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gavel::cli {
namespace {

using nlohmann::json;

TEST(CliSlowest, TheSlowestFirstAndOfTheSameTheEarlier) {
  Slowest section(3);
  const struct {
    const char* id;
    std::int64_t latency_us;
    const char* opinion;
  } rows[] = {{"a", 10, ""},
              {"b", 2'500'000, R"({"model":"m","latency_us":2000000})"},
              {"c", 40, ""},
              {"d", 40, ""},
              {"e", 5, ""}};
  for (const auto& row : rows) {
    audit::Record record;
    record.id = row.id;
    record.latency_us = row.latency_us;
    record.opinion = row.opinion;
    record.command = "make";
    record.why = "rule";
    section.add(record);
  }
  std::vector<std::string> ids;
  for (const json& one : section.to_json()) ids.push_back(one["id"]);
  EXPECT_EQ(ids, (std::vector<std::string>{"b", "c", "d"}));
  const std::string text = section.markdown();
  EXPECT_NE(text.find("| 2.5 s | 2.0 s | rule | m | `make` | b |"), std::string::npos) << text;
  EXPECT_NE(text.find("| 40 us |  | rule |"), std::string::npos) << "no judge, no time of it";
}

}  // namespace
}  // namespace gavel::cli
