#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "policy/cases.h"
#include "policy/example.h"
#include "policy/json_schema.h"
#include "policy/layers.h"
#include "policy/load.h"
#include "policy/manual.h"
#include "server/facts/disk.h"
#include "server/ground.h"
#include "server/holding.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

struct Options {
  std::string file = "judge.json";
  std::string cases;
  std::string folder;
  bool as_json = false;
};

json to_json(const Faults& faults) {
  json rows = json::array();
  for (const Fault& fault : faults) {
    rows.push_back({{"where", fault.where}, {"error", fault.what}, {"help", fault.help}});
  }
  return rows;
}

int fail(const Faults& faults, bool as_json) {
  if (as_json) {
    std::puts(to_json(faults).dump(2, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    report(faults);
  }
  return exit_deny;
}

policy::Source trusted_source(const Options& options, std::string text) {
  return {policy::LayerKind::repository, options.file, std::move(text), folder_path(""), true};
}

int check(const Options& options) {
  const Result<std::string> text = read_file(options.file, "the policy file");
  if (!text.ok()) {
    report(text.faults());
    return exit_usage;
  }
  const Result<policy::Policy> policy =
      policy::compose({trusted_source(options, *text)}, folder_path(""));
  if (!policy.ok()) return fail(policy.faults(), options.as_json);
  if (options.as_json) {
    std::puts("[]");
  } else {
    std::printf("%s: well-formed\n", printable(options.file).c_str());
  }
  return exit_ok;
}

server::Holding holding_in(const std::string& folder) {
  const server::Places places = server::default_places();
  server::Holdings::Options options;
  options.places = places.policies;
  options.home = server::find_self({}).home;
  options.govern_everywhere = true;
  server::Holdings holdings(options);
  holdings.begin();
  return holdings.in(folder);
}

int effective(const Options& options) {
  const server::Holding holding = holding_in(folder_path(options.folder));
  if (!holding.faults.empty()) return fail(holding.faults, options.as_json);
  if (!options.as_json) {
    if (!holding.found) std::puts("no judge.json governs this folder; the embedded policy says:");
    std::fputs(printable(policy::effective(*holding.policy), true).c_str(), stdout);
    return exit_ok;
  }
  json rows = {{"values", json::array()}, {"ignored", json::array()}};
  for (const policy::Origin& origin : holding.policy->origins) {
    rows["values"].push_back({{"field", origin.field},
                              {"value", json::parse(origin.value, nullptr, false)},
                              {"layer", origin.layer},
                              {"where", origin.where}});
  }
  for (const policy::Ignored& ignored : holding.policy->ignored) {
    rows["ignored"].push_back(
        {{"field", ignored.field}, {"where", ignored.where}, {"why", ignored.why}});
  }
  std::puts(rows.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  return exit_ok;
}

int test(const Options& options) {
  const Result<std::string> text = read_file(options.file, "the policy file");
  const std::string cases_file = options.cases.empty() ? "judge.tests.json" : options.cases;
  const Result<std::string> cases_text = read_file(cases_file, "the file of cases");
  if (!text.ok() || !cases_text.ok()) {
    report(text.ok() ? cases_text.faults() : text.faults());
    return exit_usage;
  }
  const std::string root = folder_path("");
  const Result<policy::Policy> policy = policy::compose({trusted_source(options, *text)}, root);
  if (!policy.ok()) return fail(policy.faults(), options.as_json);
  const Result<std::vector<policy::Case>> cases = policy::load_cases(*cases_text, cases_file);
  if (!cases.ok()) return fail(cases.faults(), options.as_json);

  facts::DiskFacts facts([] { return std::int64_t{0}; });
  const server::Self self = server::find_self(server::default_places().own());
  const auto differences = policy::run_cases(*cases, *policy, server::ground(self, root), facts);
  for (const policy::Difference& difference : differences) {
    std::puts(printable(policy::describe((*cases)[difference.index], difference)).c_str());
  }
  std::printf("%zu of %zu cases hold\n", cases->size() - differences.size(), cases->size());
  return differences.empty() ? exit_ok : exit_deny;
}

int print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  return exit_ok;
}

}  // namespace

void declare_policy(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  const auto add = [&](const char* name, const char* summary, auto action) {
    CLI::App* child = app.add_subcommand(name, summary);
    child->callback([options, action, &exit_code] { exit_code = action(*options); });
    return child;
  };
  app.require_subcommand(1);

  CLI::App* checking = add("check", "every fault of a policy file, with line and column", check);
  checking->add_option("file", options->file, "the file (default: judge.json)");
  checking->add_flag("--json", options->as_json, "as JSON");

  CLI::App* testing = add("test", "run the policy's own cases: command -> expected ruling", test);
  testing->add_option("file", options->file, "the policy (default: judge.json)");
  testing->add_option("--cases", options->cases, "the cases (default: judge.tests.json)");

  CLI::App* showing =
      add("effective", "the merged policy, and which layer each value is from", effective);
  showing->add_option("folder", options->folder, "the folder (default: this one)");
  showing->add_flag("--json", options->as_json, "as JSON");

  add("schema", "the JSON Schema of judge.json",
      [](const Options&) { return print(policy::schema_json()); });
  add("example", "a judge.json with every key, commented",
      [](const Options&) { return print(policy::example_text()); });
  add("manual", "the manual page of judge.json: gavel policy manual | man -l -",
      [](const Options&) { return print(policy::manual_text()); });
}

}  // namespace gavel::cli
