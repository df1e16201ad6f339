// The report's list of the calls that agents waited longest for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "clients/cli/section.h"

namespace gavel::cli {

class Slowest : public Section {
 public:
  explicit Slowest(std::size_t most) : most_(most) {}

  const char* name() const override { return "slowest"; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  struct Line {
    std::int64_t latency_us = 0;
    std::int64_t judge_us = 0;
    std::string id;
    std::string command;
    std::string why;
    std::string model;
  };

  std::size_t most_;
  std::vector<Line> lines_;  // the slowest first
};

}  // namespace gavel::cli
