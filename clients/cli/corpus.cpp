// `gavel corpus`: files of calls, labelled or not, through the static tier: what it says, how fast.
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "clients/corpus/measure.h"
#include "clients/corpus/report.h"
#include "clients/corpus/row.h"
#include "clients/corpus/stage.h"
#include "policy/layers.h"
#include "policy/names.h"
#include "server/facts/disk.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

struct Options {
  std::vector<std::string> files;
  std::string mode = "balanced";
  std::size_t slowest = 5;
  bool disk = false;
  bool as_json = false;
  bool all = false;
};

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             steady_clock::now().time_since_epoch())
      .count();
}

std::unique_ptr<Facts> new_facts(bool disk) {
  if (disk) return std::make_unique<facts::DiskFacts>(facts::steady_us);
  return std::make_unique<corpus::StageFacts>();
}

policy::Policy policy_of(const std::string& mode) {
  policy::Policy policy = policy::embedded();
  policy.mode = mode == "strict"       ? policy::Mode::strict
                : mode == "permissive" ? policy::Mode::permissive
                                       : policy::Mode::balanced;
  return policy;
}

// Everything that was not allowed of what nobody labelled, to be looked at one by one.
std::string stopped(const std::vector<corpus::Outcome>& outcomes) {
  std::string out = "\nnot allowed\n";
  for (const corpus::Outcome& outcome : outcomes) {
    if (outcome.got == Ruling::allow || outcome.expected != corpus::Expected::none) continue;
    const Call& call = outcome.row->call;
    out += "  " + outcome.row->id + "  " + gavel::name_of(outcome.got) + " by " + outcome.rule +
           (outcome.got == Ruling::escalate && outcome.approved ? ", approved" : "") + "\n      " +
           fitted(printable(call.command.empty() ? call.input : call.command), terminal_width()) +
           "\n";
  }
  return out;
}

using Measured = std::vector<std::pair<std::string, corpus::Figures>>;

int measure_file(const std::string& file, const Options& options, json& report_json,
                 Measured& measured) {
  const Result<std::string> text = read_file(file, "the corpus");
  if (!text.ok()) {
    report(text.faults());
    return exit_usage;
  }
  const Result<std::vector<corpus::Row>> rows = corpus::read_rows(*text, file);
  if (!rows.ok()) {
    report(rows.faults());
    return exit_usage;
  }
  const policy::Policy policy = policy_of(options.mode);
  Progress progress("ruling", "calls", static_cast<std::int64_t>(rows->size()));
  const corpus::Run run{policy, [&] { return new_facts(options.disk); }, now_ns,
                        [&](std::size_t done) { progress.at(static_cast<std::int64_t>(done)); }};
  const std::vector<corpus::Outcome> outcomes = corpus::measure(*rows, run);
  if (options.as_json) {
    report_json[file] = corpus::to_json(outcomes);
  } else {
    std::puts(printable(corpus::page(file, outcomes, options.slowest), true).c_str());
    if (options.all) std::puts(stopped(outcomes).c_str());
  }
  measured.emplace_back(file, corpus::figures(outcomes));
  return measured.back().second.all.differs == 0 ? exit_ok : exit_deny;
}

int run_all(const Options& options) {
  json rows = json::object();
  Measured measured;
  int exit_code = exit_ok;
  for (const std::string& file : options.files) {
    const int code = measure_file(file, options, rows, measured);
    if (exit_code == exit_ok || code == exit_usage) exit_code = code;
  }
  if (options.as_json)
    std::puts(rows.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  else
    std::puts(printable(corpus::overview(measured), true).c_str());
  return exit_code;
}

}  // namespace

void declare_corpus(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("files", options->files, "JSON lines, one call each")->required();
  app.add_option("--mode", options->mode, "permissive, balanced or strict")
      ->check(CLI::IsMember({"permissive", "balanced", "strict"}));
  app.add_option("--slowest", options->slowest, "how many of the slowest rows to show");
  app.add_flag("--disk", options->disk,
               "ask this machine's disk and git, not the table of the made-up repository");
  app.add_flag("--all", options->all, "list every unlabelled row that was not allowed");
  app.add_flag("--json", options->as_json, "as JSON");
  app.footer(
      "\nA row is {\"command\" or \"tool\" and \"input\", \"id\", \"cwd\", \"category\", "
      "\"balanced\", "
      "\"strict\"};\n`verdict` and `label` are understood too. Nothing is run. Exit code 1: a "
      "label "
      "disagrees.\n  gavel corpus tests/corpus/*.jsonl");
  app.callback([options, &exit_code] { exit_code = run_all(*options); });
}

}  // namespace gavel::cli
