#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/ruling.h"

namespace gavel::cli {

void declare_explain(CLI::App& app, int& exit_code) {
  app.footer(
      "\nWith --json, `commands` lists every argv bash would run, at any depth: in substitutions,\n"
      "functions that are called, eval, trap, bash -c, here-documents into a shell. A word that "
      "is\n"
      "not wholly known before run time is null, and may stand for any number of words: values of\n"
      "unknown variables, patterns, the output of commands, the names of <(...) pipes. A row of one\n"
      "null is a command of which nothing is known: text read or made at run time. `error` says\n"
      "what was not understood; it is empty when everything was.\n"
      "  gavel explain \"bash -c 'rm -rf \\$X'\"");
  declare_ruling(app, exit_code, {explain_row, explain_text});
}

}  // namespace gavel::cli
