#include "clients/cli/command.h"

namespace gavel::cli {
namespace {

constexpr Command table[] = {
    {"check", "say how a call would be ruled, and why", declare_check},
    {"explain", "show the whole trace: tree, actions, effects, findings, ruling", declare_explain},
    {"init", "write a judge.json that fits this repository", declare_init},
    {"policy", "check, show and document judge.json", declare_policy},
    {"serve", "run the gateway", declare_serve},
    {"demo", "run the gateway on its defaults and judge a few sample calls", declare_demo},
    {"log", "what was decided: list, search, follow, verify", declare_log},
    {"completion", "print a shell's completion script", declare_completion},
    {"version", "print the version and what it was built with", declare_version},
};

}  // namespace

std::span<const Command> commands() {
  return table;
}

}  // namespace gavel::cli
