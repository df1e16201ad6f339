#include "clients/install/plan.h"

#include <filesystem>

#include "clients/install/plugin.h"
#include "clients/install/trust.h"

namespace gavel::install {
namespace {

bool is_own_file(const Target& target) {
  return target.way == Way::script || target.way == Way::plugin;
}

std::string folder_of(const Target& target, const Machine& machine) {
  const std::string named =
      target.folder_variable.empty() ? "" : machine.variable(target.folder_variable);
  return named.empty() ? machine.home + "/" + std::string(target.user_folder) : named;
}

Result<File> load_settings(const Target& target, const Machine& machine, Scope scope) {
  const std::string path = settings_path(target, machine, scope);
  if (path.empty()) {
    return Fault{FaultKind::refused, std::string(target.agent),
                 "it keeps no hooks in a project that Gavel knows of", "use --user"};
  }
  return load_file(path);
}

Result<std::string> text_with(const Target& target, const Words& words, const File& file) {
  if (target.way == Way::plugin) return plugin_text(target, words);
  if (target.way == Way::script) return script_text(target, words);
  return with_entries(target, words, file.text, file.path);
}

// What belongs to someone else under the name that would be ours stays.
Status may_own(const Target& target, const File& file) {
  if (!is_own_file(target) || !file.exists || is_ours(file.text)) return Ok{};
  return Fault{FaultKind::conflict, file.path, "there is a file that Gavel did not write",
               "move it away, or call `gavel-hook " + std::string(target.agent) + "` from it"};
}

std::string config_of(const std::string& hooks_file) {
  return (std::filesystem::path(hooks_file).parent_path() / "config.toml").string();
}

// Codex alone: the hashes of the entries in `after`, and none of those that were there before.
Status plan_trust(const Change& hooks, const Machine& machine, Plan& plan) {
  Result<File> config = load_file(config_of(hooks.file.path));
  if (!config) return config.faults();
  std::string text = config->text;
  const std::string& file = hooks.file.path;
  for (const TrustedHook& old : hooks_to_trust(hooks.file.text, file, machine.sha256)) {
    const Result<std::string> less = without_toml_table(text, config->path, old.table);
    if (!less) return less.faults();
    if (hooks.after.empty() || hooks_to_trust(hooks.after, file, machine.sha256).empty()) {
      text = *less;
      if (!old.last) {
        plan.warnings.push_back(
            "Codex knows hooks by their place: those behind ours must be trusted again with "
            "/hooks");
      }
    }
  }
  for (const TrustedHook& hook : hooks_to_trust(hooks.after, file, machine.sha256)) {
    const Result<std::string> more =
        with_toml_key(text, config->path, hook.table, "trusted_hash", hook.hash);
    if (!more) return more.faults();
    text = *more;
  }
  if (text != config->text) plan.changes.push_back({std::move(config).value(), text, false});
  return Ok{};
}

void note_switches(const Target& target, const std::string& path, std::vector<std::string>& found) {
  const Result<File> file = load_file(path);
  if (!file || !file->exists) return;
  for (const std::string& each : switches_in(target, file->text)) {
    found.push_back(path + ": " + each);
  }
}

// In every file that the agent reads, whichever of them our entry is in.
std::vector<std::string> switches_on(const Target& target, const Machine& machine) {
  std::vector<std::string> found;
  if (target.kill_switches.empty()) return found;
  note_switches(target, settings_path(target, machine, Scope::user), found);
  for (const std::string_view name : {target.project_file, target.local_file}) {
    if (!name.empty()) note_switches(target, machine.project + "/" + std::string(name), found);
  }
  return found;
}

bool is_trusted(const File& hooks, const Machine& machine) {
  const Result<File> config = load_file(config_of(hooks.path));
  if (!config) return false;
  for (const TrustedHook& hook : hooks_to_trust(hooks.text, hooks.path, machine.sha256)) {
    if (toml_text(config->text, hook.table, "trusted_hash") != hook.hash) return false;
  }
  return true;
}

// A file in which nothing stands any more but what we put there at the start.
bool is_hollow(const Target& target, const std::string& text) {
  if (target.way == Way::folder) return true;
  return target.way == Way::entry && text.find_first_not_of("{} \t\r\n") == std::string::npos;
}

}  // namespace

std::string settings_path(const Target& target, const Machine& machine, Scope scope) {
  if (scope == Scope::user) {
    return folder_of(target, machine) + "/" + std::string(target.user_file);
  }
  if (target.project_file.empty()) return {};
  return machine.project + "/" + std::string(target.project_file);
}

Result<Plan> plan_install(const Target& target, const Words& words, const Machine& machine,
                          Scope scope) {
  Result<File> file = load_settings(target, machine, scope);
  if (!file) return file.faults();
  if (const Status own = may_own(target, *file); !own) return own.faults();
  const Result<std::string> after = text_with(target, words, *file);
  if (!after) return after.faults();
  Plan plan;
  if (target.way == Way::script) file->mode |= 0111;
  Change change{std::move(file).value(), *after, false};
  if (target.agent == "codex") {
    const Status trust = plan_trust(change, machine, plan);
    if (!trust) return trust.faults();
  }
  if (change.after != change.file.text) plan.changes.insert(plan.changes.begin(), change);
  for (const std::string& each : switches_on(target, machine)) {
    plan.warnings.push_back("this switches hooks off: " + each);
  }
  return plan;
}

Result<Plan> plan_uninstall(const Target& target, const Machine& machine, Scope scope) {
  Result<File> file = load_settings(target, machine, scope);
  if (!file) return file.faults();
  Plan plan;
  if (!file->exists) return plan;
  if (is_own_file(target)) {
    if (is_ours(file->text)) plan.changes.push_back({std::move(file).value(), "", true});
    return plan;
  }
  const Result<std::string> after = without_entries(target, file->text, file->path);
  if (!after) return after.faults();
  Change change{std::move(file).value(), *after, false};
  if (change.after == change.file.text) return plan;
  change.removed = is_hollow(target, change.after);
  if (target.agent == "codex") {
    const Status trust = plan_trust(change, machine, plan);
    if (!trust) return trust.faults();
  }
  plan.changes.insert(plan.changes.begin(), change);
  return plan;
}

Registered look(const Target& target, const Machine& machine, Scope scope) {
  Registered found;
  found.path = settings_path(target, machine, scope);
  if (found.path.empty()) return found;
  const Result<File> file = load_file(found.path);
  if (!file) {
    found.faults = file.faults();
    return found;
  }
  found.exists = file->exists;
  Result<std::vector<std::string>> commands = entries_in(target, file->text, found.path);
  if (!commands) {
    found.faults = commands.faults();
    return found;
  }
  found.commands = std::move(commands).value();
  if (target.agent == "codex") found.trusted = is_trusted(*file, machine);
  if (!found.commands.empty()) found.switches = switches_on(target, machine);
  return found;
}

}  // namespace gavel::install
