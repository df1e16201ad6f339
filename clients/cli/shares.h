// A table of the report with one line for each value of a field: by class, by rule.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/section.h"

namespace gavel::cli {

// What the lines are named by, and which rows count.
struct Sharing {
  const char* name;  // the section's
  const char* column;
  std::string (*of)(const audit::Record& record);  // "": the row does not count
};
extern const Sharing by_class;
extern const Sharing by_rule;

class Shares : public Section {
 public:
  // The longest `most` lines.
  Shares(const Sharing& sharing, std::size_t most) : sharing_(sharing), most_(most) {}

  const char* name() const override { return sharing_.name; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  struct Line {
    std::int64_t calls = 0;
    std::int64_t allowed = 0;
    std::int64_t denied = 0;
    std::int64_t escalated = 0;
    double usd = 0;
    std::string example;
  };
  using Named = std::pair<std::string, const Line*>;
  std::vector<Named> longest() const;

  const Sharing& sharing_;
  std::size_t most_;
  std::map<std::string, Line> lines_;
};

}  // namespace gavel::cli
