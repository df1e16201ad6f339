#include <cstdio>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/costs.h"
#include "clients/cli/log.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using Sections = std::vector<std::unique_ptr<Section>>;

constexpr std::int64_t page_rows = 1000;

struct Options {
  LogOptions log;
  std::string by = "session";
  std::string phase;
};

// In the order they are printed.
Sections sections(const Options& options) {
  Sections all;
  all.push_back(std::make_unique<Costs>(*grouping(options.by), options.phase));
  return all;
}

Status fold(audit::Reader& reader, const audit::Filter& filter, Sections& all) {
  Progress progress("reading", "rows");
  std::int64_t seq = 0;
  for (std::int64_t read = 0;;) {
    const Result<std::vector<audit::Row>> rows = reader.after(seq, page_rows, filter);
    if (!rows) return rows.faults();
    if (rows->empty()) return Ok{};
    for (const audit::Row& row : *rows) {
      for (const auto& section : all) section->add(row.record);
    }
    seq = rows->back().seq;
    read += static_cast<std::int64_t>(rows->size());
    progress.at(read);
  }
}

void print(const Options& options, const Sections& all) {
  if (!options.log.as_json) {
    bool first = true;
    for (const auto& section : all) {
      std::printf("%s%s", first ? "" : "\n", section->markdown().c_str());
      first = false;
    }
    return;
  }
  json value = json::object();
  for (const auto& section : all) value[section->name()] = section->to_json();
  std::puts(value.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

int run(Options options) {
  if (const Status times = read_times(options.log); !times) {
    report(times.faults());
    return exit_usage;
  }
  Result<audit::Reader> reader =
      audit::Reader::open(log_path(options.log.state, options.log.audit));
  if (!reader) {
    report(reader.faults());
    return exit_unavailable;
  }
  Sections all = sections(options);
  if (const Status folded = fold(*reader, options.log.filter, all); !folded) {
    report(folded.faults());
    return exit_unavailable;
  }
  print(options, all);
  return exit_ok;
}

}  // namespace

void declare_report(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  add_log_place(app, options->log.state, options->log.audit);
  add_log_filters(app, options->log);
  app.add_option("--by", options->by, "one line for each session, repo, agent or day, and model")
      ->check(CLI::IsMember({"session", "repo", "agent", "day"}));
  app.add_option("--phase", options->phase,
                 "call all of it this, and show one line for each model");
  app.add_flag("--json", options->log.as_json, "as JSON");
  app.footer(
      "\nMarkdown, to be pasted into a pull request.\n"
      "  gavel report --since 'yesterday 18:00'\n"
      "  gavel report --phase 'review' --session 3f2a --since today");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
