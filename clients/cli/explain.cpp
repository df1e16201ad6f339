#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/ruling.h"

namespace gavel::cli {

void declare_explain(CLI::App& app, int& exit_code) {
  app.footer(
      "\nWith --json, `commands` lists every argv the parser saw, at any depth; a word that is "
      "not\n"
      "wholly known before run time is null. `error` says what was not understood.\n"
      "  gavel explain \"bash -c 'rm -rf \\$X'\"");
  declare_ruling(app, exit_code, {explain_row, explain_text});
}

}  // namespace gavel::cli
