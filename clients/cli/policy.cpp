#include "clients/cli/policy.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "policy/example.h"
#include "policy/json_schema.h"
#include "policy/manual.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using policy::LayerKind;

bool is_file(const std::string& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

// The innermost policy file of this folder or one above.
Result<std::string> nearest_file() {
  for (fs::path folder = folder_path("");; folder = folder.parent_path()) {
    const std::string own = folder / "judge.json";
    const std::string other = folder / ".pi" / "judge.json";
    if (is_file(own) && is_file(other)) return policy::both_files(folder.string());
    if (is_file(own)) return own;
    if (is_file(other)) return other;
    if (folder == folder.root_path()) break;
  }
  return Fault{FaultKind::io, "judge.json", "there is none in this folder or above",
               "gavel init writes one"};
}

// What a policy file governs: its folder, and of .pi/judge.json the folder around it.
std::string governed_folder(const std::string& file) {
  fs::path folder = fs::path(folder_path(file)).parent_path();
  if (folder.filename() == ".pi") folder = folder.parent_path();
  return folder;
}

LayerKind kind_of(const std::string& path) {
  const facts::PolicyPlaces places = server::default_places().policies;
  if (path == places.managed) return LayerKind::managed;
  return path == places.user_config + "/gavel/judge.json" ? LayerKind::user : LayerKind::repository;
}

std::string shown_name(const std::string& path) {
  std::error_code failed;
  const std::string relative = fs::relative(path, fs::current_path(failed), failed);
  return failed || relative.empty() || relative.starts_with("..") ? path : relative;
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return exit_ok;
}

using Options = std::shared_ptr<PolicyOptions>;
using Action = int (*)(const PolicyOptions&);

CLI::App* add(CLI::App& app, const Options& options, int& exit_code, const char* name,
              const char* summary, Action action) {
  CLI::App* child = app.add_subcommand(name, summary);
  child->callback([options, action, &exit_code] { exit_code = action(*options); });
  return child;
}

void declare_file_commands(CLI::App& app, const Options& options, int& exit_code) {
  const auto with_file = [&](const char* name, const char* summary, Action action) {
    CLI::App* child = add(app, options, exit_code, name, summary, action);
    child->add_option("file", options->file, "the policy (default: judge.json here or above)");
    child->add_flag("--json", options->as_json, "as JSON");
    return child;
  };
  with_file("check", "every fault of a policy file, with line and column", policy_check)
      ->footer("\nExit code 0: well-formed; 1: faults; 2: cannot be read.");
  CLI::App* testing =
      with_file("test", "run the policy's own cases: call -> expected ruling", policy_test);
  testing->add_option("--cases", options->cases,
                      "a file of cases (default: \"tests\" in the policy, and judge.tests.json)");
  testing->footer("\nExit code 0: all hold; 1: some do not, or faults; 2: cannot be read.");
  CLI::App* comparing =
      with_file("diff", "what judge.json.proposed would widen and tighten", policy_diff);
  comparing->add_option("proposed", options->proposed,
                        "what would take its place (default: FILE.proposed)");
  comparing->footer(
      "\nExit code 0: nothing widens; 1: something does, or faults; 2: cannot be read.");
}

}  // namespace

Result<policy::Source> policy_source(const PolicyOptions& options) {
  std::string path = options.file.empty() ? "" : folder_path(options.file);
  if (path.empty()) {
    Result<std::string> nearest = nearest_file();
    if (!nearest.ok()) return nearest.faults();
    path = *nearest;
  }
  Result<std::string> text = read_file(path, "the policy file");
  if (!text.ok()) return text.faults();
  const LayerKind kind = kind_of(path);
  const std::string folder = kind == LayerKind::repository ? governed_folder(path) : "";
  return policy::Source{kind, shown_name(path), std::move(text).value(), folder, true};
}

int show_faults(const Faults& faults, bool as_json) {
  if (!as_json) {
    report(faults);
  } else {
    json rows = json::array();
    for (const Fault& fault : faults) {
      rows.push_back({{"where", fault.where}, {"error", fault.what}, {"help", fault.help}});
    }
    std::puts(rows.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  }
  return !faults.empty() && faults.front().kind == FaultKind::io ? exit_usage : exit_deny;
}

void declare_policy(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<PolicyOptions>();
  app.require_subcommand(1);
  declare_file_commands(app, options, exit_code);

  CLI::App* showing = add(app, options, exit_code, "effective",
                          "the merged policy, and where each value is from", policy_effective);
  showing->add_option("folder", options->folder, "the folder (default: this one)");
  showing->add_option("--agent", options->agent, "for the calls of this agent");
  showing->add_flag("--all", options->all, "what stands at its default too");
  showing->add_flag("--json", options->as_json, "as JSON");

  add(app, options, exit_code, "schema", "the JSON Schema of judge.json",
      [](const PolicyOptions&) { return print(policy::schema_json()); });
  add(app, options, exit_code, "example", "a judge.json with every key, commented",
      [](const PolicyOptions&) { return print(policy::example_text()); });
  add(app, options, exit_code, "manual",
      "the manual page of judge.json: gavel policy manual | man -l -",
      [](const PolicyOptions&) { return print(policy::manual_text()); });
}

}  // namespace gavel::cli
