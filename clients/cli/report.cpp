#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/command.h"
#include "clients/cli/costs.h"
#include "clients/cli/escalated.h"
#include "clients/cli/log.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "clients/cli/sessions.h"
#include "clients/cli/shares.h"
#include "clients/cli/slowest.h"
#include "clients/cli/totals.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using Sections = std::vector<std::unique_ptr<Section>>;

constexpr std::int64_t page_rows = 1000;

struct Options {
  LogOptions log;
  std::string by = "session";
  std::string phase;
  std::vector<std::string> only;
  std::size_t top = 10;
};

// In the order they are printed.
struct Part {
  const char* name;
  const char* title;
  std::unique_ptr<Section> (*make)(const Options& options);
};
constexpr Part parts[] = {
    {"totals", "Totals",
     [](const Options&) -> std::unique_ptr<Section> { return std::make_unique<Totals>(); }},
    {"classes", "By class",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Shares>(by_class, options.top);
     }},
    {"rules", "By rule",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Shares>(by_rule, options.top);
     }},
    {"escalations", "Put to the judge most often",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Escalated>(options.top);
     }},
    {"slowest", "Slowest",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Slowest>(options.top);
     }},
    {"costs", "Cost",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Costs>(*grouping(options.by), options.phase);
     }},
    {"sessions", "Sessions",
     [](const Options& options) -> std::unique_ptr<Section> {
       return std::make_unique<Sessions>(options.top);
     }},
};

bool is_wanted(const Options& options, const std::string& name) {
  if (options.only.empty()) return options.phase.empty() || name == "costs";
  return std::find(options.only.begin(), options.only.end(), name) != options.only.end();
}

Sections sections(const Options& options) {
  Sections all;
  for (const Part& part : parts) {
    if (is_wanted(options, part.name)) all.push_back(part.make(options));
  }
  return all;
}

std::string title_of(const std::string& name) {
  for (const Part& part : parts) {
    if (name == part.name) return part.title;
  }
  return name;
}

Status fold(audit::Reader& reader, const audit::Filter& filter, Sections& all) {
  Progress progress("reading", "rows");
  std::int64_t seq = 0;
  for (std::int64_t read = 0;;) {
    const Result<std::vector<audit::Row>> rows =
        reader.after(seq, page_rows, filter, audit::Width::brief);
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
      if (all.size() > 1) {
        std::printf("%s## %s\n\n", first ? "" : "\n", title_of(section->name()).c_str());
      }
      std::fputs(section->markdown().c_str(), stdout);
      first = false;
    }
    return;
  }
  json value = json::object();
  for (const auto& section : all) value[section->name()] = section->to_json();
  std::puts(value.dump(2, ' ', false, json::error_handler_t::replace).c_str());
}

int run(Options options) {
  if (const Status times = read_times(options.log); !times) return fail(times.faults(), exit_usage);
  Result<audit::Reader> reader =
      audit::Reader::open(log_path(options.log.state, options.log.audit));
  if (!reader) return fail(reader.faults());
  Sections all = sections(options);
  if (const Status folded = fold(*reader, options.log.filter, all); !folded) {
    return fail(folded.faults());
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
                 "call all of it this, and show only its costs, one line for each model");
  std::vector<std::string> names;
  for (const Part& part : parts) names.emplace_back(part.name);
  app.add_option("--only", options->only, "only this part; may be given again")
      ->check(CLI::IsMember(names));
  app.add_option("--top", options->top, "lines of each table, the longest (default 10)")
      ->check(CLI::Range(1, 10'000));
  app.add_flag("--json", options->log.as_json, "one JSON object with a key for each part");
  app.footer(
      "\nMarkdown, to be pasted into a pull request.\n"
      "  gavel report --since 'yesterday 18:00'\n"
      "  gavel report --only costs --by day --since '30 days ago'\n"
      "  gavel report --phase 'review' --session 3f2a --since today");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
