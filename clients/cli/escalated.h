// The report's list of what was put to the judge most often, and how it ended.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/section.h"

namespace gavel::cli {

class Escalated : public Section {
 public:
  // The `most` that were asked about most often.
  explicit Escalated(std::size_t most) : most_(most) {}

  const char* name() const override { return "escalations"; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  struct Line {
    std::int64_t calls = 0;
    std::int64_t allowed = 0;
    double usd = 0;
    std::string id;  // of the last
    std::string reason;
  };
  using Key = std::pair<std::string, std::string>;  // command and rule
  using Named = std::pair<Key, const Line*>;
  std::vector<Named> most_frequent() const;

  std::size_t most_;
  std::map<Key, Line> lines_;
};

}  // namespace gavel::cli
