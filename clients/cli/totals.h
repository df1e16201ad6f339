// The report's first table: how many calls, how they ended, how long and how dear.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "clients/cli/section.h"

namespace gavel::cli {

class Totals : public Section {
 public:
  const char* name() const override { return "totals"; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  std::int64_t calls_ = 0;
  std::int64_t escalated_ = 0;
  std::int64_t judged_ = 0;
  std::int64_t cached_ = 0;
  std::int64_t first_ms_ = 0;
  std::int64_t last_ms_ = 0;
  std::int64_t tokens_ = 0;
  double usd_ = 0;
  std::map<std::string, std::int64_t> answers_;
  std::set<std::string> sessions_;
  std::set<std::string> repos_;
  std::map<std::int64_t, std::int64_t> latencies_;  // of judged calls: rows by milliseconds
};

}  // namespace gavel::cli
