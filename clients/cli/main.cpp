// The `gavel` command.
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"

namespace gavel::cli {
namespace {

constexpr char description[] =
    "Gavel: a security gateway between coding agents and the shell.\n"
    "Rules decide almost every tool call; the risky few go to a judge.";

constexpr char footer[] =
    "\nExit codes: 0 done, or allow · 1 deny, or a test that did not hold · 2 wrong usage ·\n"
    "            3 escalate, or ask · 4 something needed is unavailable\n"
    "\n"
    "Start here:\n"
    "  gavel check 'git push --force'      how would this be ruled?\n"
    "  gavel explain 'rm -rf build'        and why, step by step\n"
    "  gavel init                          a judge.json for this repository\n";

int run(int count, char** arguments) {
  CLI::App app(description, "gavel");
  app.require_subcommand(1);
  app.footer(footer);
  app.get_formatter()->column_width(26);
  int exit_code = exit_ok;
  for (const Command& command : commands()) {
    CLI::App* child = app.add_subcommand(command.name, command.summary);
    command.declare(*child, exit_code);
  }
  try {
    app.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_ok : exit_usage;
  }
  return exit_code;
}

}  // namespace

int run_gavel(int count, char** arguments) {
  try {
    return run(count, arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gavel: internal error: %s\n", error.what());
    return exit_unavailable;
  }
}

}  // namespace gavel::cli

int main(int count, char** arguments) {
  return gavel::cli::run_gavel(count, arguments);
}
