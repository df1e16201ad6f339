// A corpus put through the static tier and the builtin judge: what was said of each row, and how
// fast.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "clients/corpus/row.h"
#include "policy/policy.h"
#include "rules/model/facts.h"

namespace gavel::corpus {

struct Outcome {
  const Row* row = nullptr;
  Expected expected = Expected::none;  // in the policy's mode
  Ruling got = Ruling::deny;
  std::string rule;
  std::string reason;
  Risk risk = Risk::critical;
  bool approved = false;  // escalated, and the builtin judge says yes
  std::int64_t ns = 0;

  bool agrees() const { return holds(expected, got); }
};

struct Run {
  const policy::Policy& policy;
  // Facts of one row; a new object per row, since answers may be remembered.
  std::function<std::unique_ptr<Facts>()> facts;
  std::function<std::int64_t()> now_ns;
  std::function<void(std::size_t done)> progress = [](std::size_t) {};
};

// One outcome a row, in order. The rows must outlive the outcomes.
std::vector<Outcome> measure(std::span<const Row> rows, const Run& run);

}  // namespace gavel::corpus
