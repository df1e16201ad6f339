// The figures of a measured corpus, as a page for people and as JSON for scripts.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>

#include <nlohmann/json_fwd.hpp>

#include "clients/corpus/measure.h"

namespace gavel::corpus {

struct Tally {
  std::size_t rows = 0;
  std::size_t got[3] = {};    // by ruling
  std::size_t missed = 0;     // should have been stopped, and was allowed
  std::size_t disturbed = 0;  // should have been allowed, and was not
  std::size_t differs = 0;    // any disagreement with a label
  std::size_t labelled = 0;
  std::size_t denied_at_last = 0;  // by a rule, or by the builtin judge
};

struct Figures {
  Tally all;
  std::map<std::string, Tally> categories;
  // Expected (none allow escalate deny stop) by ruling.
  std::size_t confusion[5][3] = {};
  double rows_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

Figures figures(std::span<const Outcome> outcomes);

// Tables of fixed width; `slowest` rows and every row that disagrees with its label.
std::string page(const std::string& title, std::span<const Outcome> outcomes, std::size_t slowest);

// One line a file and the sum of all; "" for less than two files.
std::string overview(std::span<const std::pair<std::string, Figures>> files);

nlohmann::json to_json(std::span<const Outcome> outcomes);

}  // namespace gavel::corpus
