#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/serving.h"
#include "server/app.h"

namespace gavel::cli {

void declare_serve(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<server::Options>();
  const auto automatic = std::make_shared<bool>(false);
  declare_serving(app, *options);
  app.add_option("--tcp", options->tcp, "also listen here, on loopback: 127.0.0.1:4242");
  app.add_option("--token-file", options->token_file,
                 "holds the bearer token of TCP callers (made when missing)");
  app.add_flag("--auto-started", *automatic, "as the hook client starts it: say nothing")
      ->group("");  // not for people
  app.footer(
      "\nServes until Ctrl-C or SIGTERM; requests in flight are finished and recorded.\n"
      "Folders that no judge.json governs are left alone.");
  app.callback([options, automatic, &exit_code] {
    options->version = GAVEL_VERSION;
    options->quiet = *automatic;
    exit_code = server::serve(*options);
  });
}

}  // namespace gavel::cli
