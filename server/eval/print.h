// The report of a run: a page for people, a JSON value for scripts.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "server/eval/run.h"
#include "server/eval/score.h"

namespace gavel::eval {

struct Ran {
  std::string name;
  std::size_t repeats = 1;
  Score score;
};

// Markdown that also reads well on a terminal. Texts of rows and models are made safe to show.
std::string to_text(const Sorted& sorted, const std::vector<Ran>& runs,
                    const std::vector<Comparison>& against_first, std::size_t most_wrong);

nlohmann::json to_json(const Sorted& sorted, const std::vector<Ran>& runs,
                       const std::vector<Comparison>& against_first);

}  // namespace gavel::eval
