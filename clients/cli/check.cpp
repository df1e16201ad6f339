#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/ruling.h"

namespace gavel::cli {

void declare_check(CLI::App& app, int& exit_code) {
  app.footer(
      "\nNothing is run and nothing is recorded.\n"
      "  gavel check 'rm -rf build'\n"
      "  gavel check --tool Write --input '{\"file_path\":\"/etc/hosts\",\"content\":\"\"}'\n"
      "  gavel check --jsonl --no-judge < calls.jsonl");
  declare_ruling(app, exit_code, {check_row, check_text});
}

}  // namespace gavel::cli
