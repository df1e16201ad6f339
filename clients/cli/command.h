// One subcommand of `gavel`: how it is declared, and the exit codes all of them share.
#pragma once

#include <span>

#include "rules/model/result.h"

namespace CLI {
class App;
}

namespace gavel::cli {

// Documented in `gavel --help`; scripts and CI rely on them.
enum ExitCode : int {
  exit_ok = 0,           // done; check: allow
  exit_deny = 1,         // check: deny; a test or a verification that did not hold
  exit_usage = 2,        // the arguments, or a file they name, are wrong
  exit_escalate = 3,     // check: escalate, or ask
  exit_unavailable = 4,  // something needed did not answer: a gateway, a database, a disk
};

// Reports the faults on standard error and gives the code back, for `return fail(...)`.
int fail(const Faults& faults, int code = exit_unavailable);

struct Command {
  const char* name;
  const char* summary;
  // Adds options and a callback to `app`; the callback stores what main returns in `exit_code`.
  void (*declare)(CLI::App& app, int& exit_code);
};

// In the order `gavel --help` shows them.
std::span<const Command> commands();

void declare_check(CLI::App& app, int& exit_code);
void declare_explain(CLI::App& app, int& exit_code);
void declare_eval(CLI::App& app, int& exit_code);
void declare_report(CLI::App& app, int& exit_code);
void declare_corpus(CLI::App& app, int& exit_code);
void declare_rules(CLI::App& app, int& exit_code);
void declare_init(CLI::App& app, int& exit_code);
void declare_install(CLI::App& app, int& exit_code);
void declare_uninstall(CLI::App& app, int& exit_code);
void declare_doctor(CLI::App& app, int& exit_code);
void declare_exec(CLI::App& app, int& exit_code);
void declare_mcp(CLI::App& app, int& exit_code);
void declare_log(CLI::App& app, int& exit_code);
void declare_replay(CLI::App& app, int& exit_code);
void declare_suggest(CLI::App& app, int& exit_code);
void declare_policy(CLI::App& app, int& exit_code);
void declare_trust(CLI::App& app, int& exit_code);
void declare_grant(CLI::App& app, int& exit_code);
void declare_release(CLI::App& app, int& exit_code);
void declare_operator(CLI::App& app, int& exit_code);
void declare_serve(CLI::App& app, int& exit_code);
void declare_demo(CLI::App& app, int& exit_code);
void declare_completion(CLI::App& app, int& exit_code);
void declare_version(CLI::App& app, int& exit_code);

}  // namespace gavel::cli
