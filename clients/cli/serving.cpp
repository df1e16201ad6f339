#include "clients/cli/serving.h"

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "server/app.h"

namespace gavel::cli {

void declare_serving(CLI::App& app, server::Options& options) {
  app.add_option(
      "--socket", options.socket,
      "the Unix socket (default: $XDG_RUNTIME_DIR/gavel.sock, else in the state folder)");
  app.add_option("--state", options.state,
                 "the state folder (default: $XDG_STATE_HOME/gavel or ~/.local/state/gavel)");
  app.add_option("--audit", options.audit, "the audit log (default: audit.db in the state folder)");
  app.add_option("--durability", options.durability,
                 "process: a record survives kill -9; disk: also loss of power")
      ->transform(CLI::CheckedTransformer(std::map<std::string, audit::Durability>{
                                              {"process", audit::Durability::process},
                                              {"disk", audit::Durability::disk}})
                      .description("{process,disk}"))
      ->type_name("TEXT");
}

}  // namespace gavel::cli
