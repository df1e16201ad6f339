#include "clients/cli/command.h"
#include "clients/cli/output.h"

namespace gavel::cli {
namespace {

constexpr Command table[] = {
    {"check", "say how a call would be ruled, and why", declare_check},
    {"explain", "show the whole trace: tree, actions, effects, findings, ruling", declare_explain},
    {"eval", "measure a judge on labelled calls", declare_eval},
    {"corpus", "measure the static tier on files of calls", declare_corpus},
    {"rules", "print every rule, place and program that is known, as Markdown", declare_rules},
    {"report", "what was judged and what it cost, as tables for a pull request", declare_report},
    {"init", "write a judge.json that fits this repository", declare_init},
    {"install", "put the gateway in front of an agent", declare_install},
    {"uninstall", "take it away again", declare_uninstall},
    {"doctor", "does it hold? checks the gateway and every hooked agent", declare_doctor},
    {"exec", "judge a command, then become it", declare_exec},
    {"mcp", "stand before an MCP server and judge the calls to it", declare_mcp},
    {"policy", "check, show and document judge.json", declare_policy},
    {"trust", "let a judge.json widen what may be done", declare_trust},
    {"grant", "let one thing through for a while", declare_grant},
    {"release", "let go of a folder whose policy is gone or says less", declare_release},
    {"operator", "set the passphrase that proves you are the person", declare_operator},
    {"serve", "run the gateway", declare_serve},
    {"demo", "run the gateway on its defaults and judge a few sample calls", declare_demo},
    {"log", "what was decided: list, search, follow, verify", declare_log},
    {"replay", "past calls under another policy, mode or model: what would change", declare_replay},
    {"suggest", "rules that the log speaks for, and the questions they would save",
     declare_suggest},
    {"completion", "print a shell's completion script", declare_completion},
    {"version", "print the version and what it was built with", declare_version},
};

}  // namespace

int fail(const Faults& faults, int code) {
  report(faults);
  return code;
}

std::span<const Command> commands() {
  return table;
}

}  // namespace gavel::cli
