// What `check` and `explain` have in common: one call from the arguments, or many from rows.
#pragma once

#include <functional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "clients/cli/present.h"

namespace CLI {
class App;
}

namespace gavel::cli {

struct Style {
  nlohmann::json (*row)(const Call&, const Judged&);
  std::string (*text)(const Judged&);
};

void declare_ruling(CLI::App& app, int& exit_code, const Style& style);

}  // namespace gavel::cli
