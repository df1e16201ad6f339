#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "clients/cli/asking.h"
#include "clients/cli/command.h"
#include "clients/cli/hooked.h"
#include "clients/cli/output.h"

namespace gavel::cli {
namespace {

// As a shell says that a command cannot be executed; its own exit codes pass through.
constexpr int refused = 126;
constexpr int not_found = 127;

struct Options {
  std::vector<std::string> command;
  HookWords words;
};

int become(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int why = errno;
  std::fprintf(stderr, "gavel: %s: %s\n", printable(command.front()).c_str(), std::strerror(why));
  return why == ENOENT ? not_found : refused;
}

int run(const Options& options) {
  const Result<install::Words> words = hook_words(options.words);
  if (!words) {
    report(words.faults());
    return refused;
  }
  const nlohmann::json input = {{"command", shell_text(options.command)}};
  const Result<Permission> permission = ask_gateway(*words, "sh", input);
  if (!permission) {
    report(permission.faults());
    return refused;
  }
  if (permission->granted) return become(options.command);
  std::fprintf(stderr, "%s\n", printable(permission->reason, true).c_str());
  return refused;
}

}  // namespace

void declare_exec(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("command", options->command, "the command and its arguments, after --")
      ->required();
  declare_hook_words(app, options->words);
  app.footer("\nExit codes: the command's own · 126 it was not allowed · 127 there is none");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
