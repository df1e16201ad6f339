#include "server/guard/operator.h"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/person.h"
#include "server/state/file.h"

namespace gavel::cli {
namespace {

constexpr const char* help =
    "\nTrust, grants, releases and answers need this passphrase, so that an agent, which owns\n"
    "terminals as well as you do, cannot give them to itself. It is kept as an scrypt verifier in\n"
    "state.db; after three wrong ones each next must wait twice as long, up to an hour.\n"
    "\n"
    "  gavel operator set                                    asks on the terminal\n"
    "  printf 'old\\nnew\\n' | gavel operator set --passphrase-stdin    changes it, in a script\n"
    "  gavel operator check                                  is it still the one you know?\n"
    "\n"
    "Exit codes: 0 done · 1 wrong, or too early · 2 none is set, too short · 4 no state\n";

// Twice on a terminal, where nobody sees a slip.
Result<std::string> read_new(const PersonOptions& options) {
  Result<std::string> first = read_passphrase(options, "new operator passphrase: ");
  if (!first.ok() || options.from_stdin) return first;
  const Result<std::string> again = read_passphrase(options, "the same again: ");
  if (!again.ok()) return again;
  if (*first == *again) return first;
  return Fault{FaultKind::range, "operator", "the two differ", "try again"};
}

Status set(const PersonOptions& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return database.faults();
  guard::Operator person(*database, unix_ms_now);
  const Result<bool> already = person.is_set();
  if (!already.ok()) return already.faults();
  std::string old_one;
  if (*already) {
    Result<std::string> given = read_passphrase(options, "the operator passphrase as it is: ");
    if (!given.ok()) return given.faults();
    old_one = std::move(*given);
  }
  const Result<std::string> new_one = read_new(options);
  if (!new_one.ok()) return new_one.faults();
  if (Status done = person.set(old_one, *new_one); !done.ok()) return done;
  return state::together(*database,
                         [&] { return state::note(*database, deed_of("gavel operator set", "")); });
}

int finish(const Status& done, const PersonOptions& options, const char* text) {
  if (!done.ok()) return refuse(done.faults(), options.as_json);
  std::puts(options.as_json ? "{\"ok\":true}" : text);
  return exit_ok;
}

Status check(const PersonOptions& options) {
  const Result<sql::Database> database = proven_state(options);
  if (!database.ok()) return database.faults();
  return Ok{};
}

}  // namespace

void declare_operator(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<PersonOptions>();
  app.require_subcommand(1);
  app.footer(help);
  CLI::App* setting = app.add_subcommand("set", "set the passphrase, or change it");
  declare_person(*setting, *options);
  setting->callback([options, &exit_code] {
    exit_code = finish(set(*options), *options, "the operator passphrase is set");
  });
  CLI::App* checking = app.add_subcommand("check", "say whether a passphrase is the right one");
  declare_person(*checking, *options);
  checking->callback([options, &exit_code] {
    exit_code = finish(check(*options), *options, "that is the operator passphrase");
  });
}

}  // namespace gavel::cli
