#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"

namespace gavel::cli {

void declare_version(CLI::App& app, int& exit_code) {
  const auto json = std::make_shared<bool>(false);
  app.add_flag("--json", *json, "as JSON");
  app.callback([json, &exit_code] {
    if (*json) {
      std::printf("{\"name\":\"gavel\",\"version\":\"%s\",\"compiler\":\"%s\"}\n", GAVEL_VERSION,
                  __VERSION__);
    } else {
      std::printf("gavel %s (built with %s)\n", GAVEL_VERSION, __VERSION__);
    }
    exit_code = exit_ok;
  });
}

}  // namespace gavel::cli
