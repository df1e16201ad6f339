#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "clients/cli/command.h"
#include "clients/cli/hooked.h"
#include "clients/cli/output.h"
#include "clients/install/diff.h"
#include "clients/install/plan.h"
#include "server/hooks/agents.h"

namespace gavel::cli {
namespace {

using install::Plan;
using install::Target;
using nlohmann::json;

struct Options {
  std::string agent;
  bool user = false;
  bool project = false;
  bool list = false;
  bool yes = false;
  bool dry_run = false;
  bool as_json = false;
  HookWords words;
};

std::string backup_name(const install::Change& change, std::time_t now) {
  char stamp[32];
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::strftime(stamp, sizeof stamp, ".before-gavel-%Y%m%dT%H%M%SZ", &parts);
  return change.file.real + stamp;
}

std::string diff_of(const install::Change& change) {
  const std::string after = change.removed ? "" : change.after;
  return install::unified_diff(change.file.text, after, change.file.path);
}

void show(const Plan& plan) {
  for (const install::Change& change : plan.changes) {
    std::fputs(printable(diff_of(change), true).c_str(), stdout);
  }
  for (const std::string& warning : plan.warnings) {
    std::printf("%s %s\n", paint(Tone::warn, "warning:").c_str(), printable(warning).c_str());
  }
}

// Nothing is changed without a yes: typed, or given beforehand.
bool confirmed(const Options& options) {
  if (options.yes) return true;
  if (isatty(STDIN_FILENO) == 0 || options.as_json) {
    std::fputs(options.as_json ? "gavel: --json asks nobody; say --yes or --dry-run\n"
                               : "gavel: no terminal to ask on; say --yes\n",
               stderr);
    return false;
  }
  std::printf("Make this change? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void say_done(const install::Change& change, const std::string& backup) {
  std::printf("%s %s", change.removed ? "removed" : "wrote", printable(change.file.path).c_str());
  if (change.file.exists) std::printf("  (before: %s)", printable(backup).c_str());
  std::printf("\n");
}

int apply(const Plan& plan, const Options& options, std::time_t now) {
  for (const install::Change& change : plan.changes) {
    const std::string backup = backup_name(change, now);
    const Status done = change.removed ? install::remove_file(change.file, backup)
                                       : install::store_file(change.file, change.after, backup);
    if (!done) {
      report(done.faults());
      return exit_usage;
    }
    if (!options.as_json) say_done(change, backup);
  }
  return exit_ok;
}

void print_plan(const Plan& plan, const Options& options, std::time_t now) {
  json files = json::array();
  for (const install::Change& change : plan.changes) {
    const bool kept = change.file.exists && !options.dry_run;
    files.push_back({{"path", change.file.path},
                     {"change", change.removed ? "remove" : "write"},
                     {"before", kept ? json(backup_name(change, now)) : json()},
                     {"diff", diff_of(change)}});
  }
  const json row = {{"agent", options.agent},
                    {"changed", !plan.changes.empty() && !options.dry_run},
                    {"files", std::move(files)},
                    {"warnings", plan.warnings}};
  std::puts(row.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

int carry_out(const Result<Plan>& plan, const Options& options, const char* idle) {
  if (!plan) {
    report(plan.faults());
    return exit_usage;
  }
  const std::time_t now = std::time(nullptr);
  if (!options.as_json) show(*plan);
  if (plan->changes.empty() && !options.as_json) std::puts(idle);
  if (!plan->changes.empty() && !options.dry_run) {
    if (!confirmed(options)) return exit_deny;
    const int code = apply(*plan, options, now);
    if (code != exit_ok) return code;
  }
  if (options.as_json) print_plan(*plan, options, now);
  return exit_ok;
}

const Target* known(const std::string& agent) {
  const Target* target = install::find_target(agent);
  if (target != nullptr) return target;
  std::string names;
  for (const Target& row : install::targets()) names += " " + std::string(row.agent);
  report({Fault{FaultKind::missing, "", "no such agent: " + agent, "known are" + names}});
  return nullptr;
}

install::Scope scope_of(const Options& options) {
  return options.project ? install::Scope::project : install::Scope::user;
}

std::string state_of(const install::Registered& found) {
  if (!found.faults.empty()) return found.faults.front().message();
  if (found.commands.empty()) return "";
  if (!found.trusted) return "registered, not trusted";
  return found.switches.empty() ? "registered" : "registered, switched off: " + found.switches[0];
}

json row_of(const Target& target, const install::Machine& machine) {
  const hooks::Agent* agent = hooks::find_agent(target.agent);
  json row = {{"agent", target.agent},
              {"title", agent->title},
              {"program", find_program(target.program, machine)},
              {"proven", agent->proven.empty() ? json() : json(agent->proven)}};
  for (const auto& [name, scope] :
       {std::pair{"user", install::Scope::user}, std::pair{"project", install::Scope::project}}) {
    const install::Registered found = install::look(target, machine, scope);
    if (found.path.empty()) continue;
    row[name] = {{"path", found.path},
                 {"exists", found.exists},
                 {"state", state_of(found)},
                 {"holds", found.holds()}};
  }
  return row;
}

void print_row(const json& row) {
  const bool holds = row.value("/user/holds"_json_pointer, false) ||
                     row.value("/project/holds"_json_pointer, false);
  const std::string program = row["program"];
  std::printf("%-12s %-20s %s\n", row["agent"].get<std::string>().c_str(),
              row["title"].get<std::string>().c_str(),
              program.empty() ? paint(Tone::dim, "not found").c_str() : printable(program).c_str());
  for (const char* name : {"user", "project"}) {
    if (!row.contains(name) || row[name]["state"] == "") continue;
    const std::string state = row[name]["state"];
    std::printf("             %s  %s\n",
                paint(holds ? Tone::good : Tone::warn, printable(state)).c_str(),
                printable(row[name]["path"].get<std::string>()).c_str());
  }
}

int list(const Options& options) {
  const install::Machine machine = this_machine();
  json rows = json::array();
  for (const Target& target : install::targets()) rows.push_back(row_of(target, machine));
  if (options.as_json) {
    std::printf("%s\n", rows.dump().c_str());
  } else {
    for (const json& row : rows) print_row(row);
  }
  return exit_ok;
}

int install_agent(const Options& options) {
  if (options.list || options.agent.empty()) return list(options);
  const Target* target = known(options.agent);
  if (target == nullptr) return exit_usage;
  const Result<install::Words> words = hook_words(options.words);
  if (!words) {
    report(words.faults());
    return exit_usage;
  }
  const Result<Plan> plan =
      install::plan_install(*target, *words, this_machine(), scope_of(options));
  const int code = carry_out(plan, options, "already installed; nothing to change");
  if (code != exit_ok || options.dry_run || options.as_json) return code;
  if (!target->note.empty()) std::printf("note: %s\n", std::string(target->note).c_str());
  std::printf("next: gavel doctor %s\n", options.agent.c_str());
  return code;
}

int uninstall_agent(const Options& options) {
  const Target* target = known(options.agent);
  if (target == nullptr) return exit_usage;
  const Result<Plan> plan = install::plan_uninstall(*target, this_machine(), scope_of(options));
  return carry_out(plan, options, "not installed; nothing to change");
}

void declare_shared(CLI::App& app, Options& options) {
  CLI::Option* user = app.add_flag("--user", options.user, "in your own settings (the default)");
  app.add_flag("--project", options.project, "in this repository's settings")->excludes(user);
  app.add_flag("--yes,-y", options.yes, "do not ask");
  app.add_flag("--dry-run", options.dry_run, "show the change, make none");
  app.add_flag("--json", options.as_json, "what changes, or the list, as JSON");
}

}  // namespace

void declare_install(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("agent", options->agent, "claude-code, codex, gemini-cli, opencode, pi, ...");
  app.add_flag("--list", options->list, "which agents are here, and whether they are hooked");
  declare_shared(app, *options);
  declare_hook_words(app, options->words);
  app.footer(
      "\nShows what it would change in the agent's settings, asks, keeps a copy of what was "
      "there,\n"
      "and leaves everything else in the file as it is. Safe to repeat.");
  app.callback([options, &exit_code] { exit_code = install_agent(*options); });
}

void declare_uninstall(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("agent", options->agent, "the agent")->required();
  declare_shared(app, *options);
  app.callback([options, &exit_code] { exit_code = uninstall_agent(*options); });
}

}  // namespace gavel::cli
