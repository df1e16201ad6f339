// What the judge cost, by phase, session, repository or day and by model.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "clients/cli/section.h"

namespace gavel::cli {

// Which part of a record the rows of the table are named by.
struct Grouping {
  const char* name;  // "session"
  std::string (*of)(const audit::Record& record);
};

// nullptr for a name that is none. The names: session, repo, agent, day (UTC).
const Grouping* grouping(const std::string& name);

class Costs : public Section {
 public:
  // `phase` not empty: everything belongs to this one phase.
  Costs(const Grouping& by, std::string phase) : by_(by), phase_(std::move(phase)) {}

  const char* name() const override { return "costs"; }
  void add(const audit::Record& record) override;
  std::string markdown() const override;
  nlohmann::json to_json() const override;

 private:
  struct Sum {
    std::int64_t answers = 0;
    std::int64_t cached = 0;  // of them, given again for nothing
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    double usd = 0;
  };

  const Grouping& by_;
  std::string phase_;
  std::map<std::pair<std::string, std::string>, Sum> sums_;  // by group and model
};

}  // namespace gavel::cli
