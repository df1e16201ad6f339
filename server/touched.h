// The paths a call touches, whose folders' policies it must obey.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rules/analyse.h"

namespace gavel::server {

constexpr std::size_t most_touched = 256;

struct Touched {
  std::vector<std::string> paths;  // absolute, each once, as the effects name them
  bool all = true;                 // false: there are more than most_touched
};

Touched touched(const rules::Analysis& analysis);

}  // namespace gavel::server
