// `gavel rules`: everything the static tier knows, as the page docs/RULES.md.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "rules/handbook.h"

namespace gavel::cli {

void declare_rules(CLI::App& app, int& exit_code) {
  app.footer("\nMarkdown: every rule with its examples, the places, the programs.");
  app.callback([&exit_code] {
    std::fputs(rules::handbook().c_str(), stdout);
    exit_code = exit_ok;
  });
}

}  // namespace gavel::cli
