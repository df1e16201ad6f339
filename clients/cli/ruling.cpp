#include "clients/cli/ruling.h"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/rows.h"
#include "clients/cli/tier.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

struct Options {
  TierOptions tier;
  std::string command;
  std::string tool = "Bash";
  std::string input;
  std::string cwd;
  bool as_json = false;
  bool jsonl = false;
};

Result<Call> call_of(const Options& options, const std::string& folder) {
  json row = {{"cwd", folder}, {"id", ""}};
  if (options.input.empty()) {
    row["command"] = options.command;
  } else {
    const json input = json::parse(options.input, nullptr, false);
    if (input.is_discarded()) {
      return Fault{FaultKind::syntax, "--input", "not JSON", "the tool's input as JSON"};
    }
    row["tool"] = options.tool;
    row["input"] = input;
  }
  return call_of_row(row.dump(-1, ' ', false, json::error_handler_t::replace), folder);
}

json answer(Tier& tier, const Call& call, const Style& style) {
  Result<Judged> judged = tier.judge(call);
  if (judged.ok()) return style.row(call, *judged);
  return {{"id", call.id},          {"ruling", "deny"},
          {"class", "unavailable"}, {"rule", ""},
          {"risk", "critical"},     {"reason", judged.faults()[0].message()},
          {"instead", ""},          {"error", "the policy cannot be read"}};
}

int one(Tier& tier, const Options& options, const std::string& folder, const Style& style) {
  if (options.command.empty() && options.input.empty()) {
    std::fputs("gavel: which command? e.g. gavel check 'git push --force'\n", stderr);
    return exit_usage;
  }
  const Result<Call> call = call_of(options, folder);
  if (!call.ok()) {
    report(call.faults());
    return exit_usage;
  }
  Result<Judged> judged = tier.judge(*call);
  if (!judged.ok()) {
    report(judged.faults());
    return exit_unavailable;
  }
  if (options.as_json) {
    const json row = style.row(*call, *judged);
    std::puts(row.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    std::fputs(style.text(*judged).c_str(), stdout);
    if (tier.used_default()) {
      std::puts(paint(Tone::dim,
                      "  no judge.json here: this is the embedded default policy "
                      "(gavel init writes one)")
                    .c_str());
    }
  }
  return exit_code_of(*judged);
}

int run(const Options& options, const Style& style) {
  Result<Tier> tier = Tier::make(options.tier);
  if (!tier.ok()) {
    report(tier.faults());
    return exit_usage;
  }
  const std::string folder = folder_path(options.cwd);
  if (!options.jsonl) return one(*tier, options, folder, style);
  const std::size_t wrong =
      each_row(folder, [&](const Call& call) { return answer(*tier, call, style); });
  return wrong == 0 ? exit_ok : exit_usage;
}

}  // namespace

void declare_ruling(CLI::App& app, int& exit_code, const Style& style) {
  const auto options = std::make_shared<Options>();
  app.add_option("command", options->command, "the command, as one word: quote it");
  app.add_option("--cwd", options->cwd, "the folder it would run in (default: this one)");
  app.add_option("--tool", options->tool, "the agent's tool, with --input");
  app.add_option("--input", options->input, "the tool's input as JSON, instead of a command");
  declare_tier_options(app, options->tier);
  app.add_flag("--json", options->as_json, "as JSON");
  app.add_flag("--jsonl", options->jsonl,
               "read one call a line from standard input, print one JSON row a line");
  app.callback([options, style, &exit_code] { exit_code = run(*options, style); });
}

}  // namespace gavel::cli
