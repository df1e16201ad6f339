// What one judge said of one labelled call, once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/decision.h"

namespace gavel::eval {

struct Hearing {
  std::string row;         // digest of the labelled call
  std::size_t repeat = 0;  // from 0
  Opinion opinion;         // without prompt and reply
};

// One line of JSON for the journal of a run; `run` tells runs apart that may answer differently.
std::string to_line(const Hearing& hearing, const std::string& run);

// nullopt for a line of another run, and for what is no such line.
std::optional<Hearing> from_line(std::string_view line, const std::string& run);

}  // namespace gavel::eval
