#include "clients/cli/hooked.h"

#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <pwd.h>
#include <unistd.h>

#include "clients/cli/files.h"
#include "server/audit/chain.h"
#include "server/facts/disk.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;

std::string home_folder() {
  const char* named = std::getenv("HOME");
  if (named != nullptr && named[0] == '/') return named;
  const passwd* user = getpwuid(getuid());
  return user == nullptr ? "/" : user->pw_dir;
}

bool is_program(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed) && access(path.c_str(), X_OK) == 0;
}

std::string project_root() {
  const std::string here = folder_path("");
  facts::DiskFacts disk([] { return std::int64_t{0}; });
  return disk.repo_root(here).value_or(here);
}

Status needs_program(const std::string& path, const char* option) {
  if (is_program(path)) return Ok{};
  return Fault{FaultKind::missing, path, "there is no such program",
               std::string("name it with ") + option};
}

}  // namespace

install::Machine this_machine() {
  install::Machine machine;
  machine.home = home_folder();
  machine.project = project_root();
  machine.variable = [](std::string_view name) -> std::string {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? "" : value;
  };
  machine.sha256 = [](std::string_view text) { return audit::sha256_hex(text); };
  return machine;
}

std::string find_program(std::string_view name, const install::Machine& machine) {
  if (name.empty()) return {};
  const std::string path = machine.variable("PATH");
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const fs::path candidate = fs::path(path.substr(begin, end - begin)) / name;
    if (candidate.is_absolute() && is_program(candidate)) return candidate;
    begin = end + 1;
  }
  return {};
}

void declare_hook_words(CLI::App& app, HookWords& words) {
  app.add_option("--socket", words.socket, "the gateway's Unix socket");
  app.add_option("--hook", words.hook, "gavel-hook (default: beside this program)");
  app.add_option("--gateway", words.gateway, "the program that serves (default: this one)");
  app.add_option("--owner", words.owner, "the user id the gateway runs as (default: yours)")
      ->check(CLI::Range(0L, 4294967294L));
  app.add_option("--deadline-ms", words.deadline_ms,
                 "the hook answers within this (default: 60 % of the agent's patience)")
      ->check(CLI::Range(100U, 600000U));
  app.add_flag("--no-start", words.no_start, "the hook must not start a gateway");
}

Result<install::Words> hook_words(const HookWords& given) {
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  install::Words words;
  words.gateway = given.gateway.empty() ? self.string() : fs::absolute(given.gateway).string();
  words.hook = given.hook.empty() ? (self.parent_path() / "gavel-hook").string()
                                  : fs::absolute(given.hook).string();
  words.socket =
      given.socket.empty() ? server::default_places().socket : fs::absolute(given.socket).string();
  words.owner = given.owner >= 0 ? given.owner : static_cast<long>(getuid());
  words.start = !given.no_start;
  words.deadline_ms = given.deadline_ms;
  if (const Status hook = needs_program(words.hook, "--hook"); !hook) return hook.faults();
  if (const Status gateway = needs_program(words.gateway, "--gateway"); !gateway) {
    return gateway.faults();
  }
  return words;
}

}  // namespace gavel::cli
