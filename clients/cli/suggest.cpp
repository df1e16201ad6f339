// `gavel suggest`: the rules that a log speaks for, and one of them put into its judge.json.
#include "server/replay/suggest.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "clients/cli/command.h"
#include "clients/cli/log.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "clients/install/file.h"
#include "policy/load.h"

namespace gavel::cli {
namespace {

using nlohmann::json;
using replay::Behind;
using replay::Suggestion;

struct Options {
  LogOptions log;
  std::int64_t at_least = 3;
  std::string apply;
  std::string file;
};

json to_json(const Behind& behind) {
  return {{"rows", behind.rows}, {"ids", behind.ids}, {"examples", behind.examples}};
}

json to_json(const Suggestion& one) {
  return {{"id", one.id},
          {"list", one.list},
          {"repo", one.repo},
          {"command", one.words},
          {"rule", json::parse(one.rule, nullptr, false)},
          {"shape", one.shape},
          {"behind", to_json(one.behind)},
          {"also", to_json(one.also)},
          {"people", one.people},
          {"calls_saved", one.calls_saved},
          {"usd_saved", one.usd_saved},
          {"sentence", one.sentence}};
}

json to_json(const replay::Suggestions& found) {
  json list = json::array();
  for (const Suggestion& one : found.list) list.push_back(to_json(one));
  return {{"suggestions", std::move(list)},
          {"escalations", found.rows},
          {"unread", found.unread},
          {"left_out", found.left_out},
          {"settled", found.settled}};
}

void show(const char* title, const Behind& behind) {
  if (behind.rows == 0) return;
  std::printf("  %s %s rows:", title, grouped(behind.rows).c_str());
  for (std::size_t i = 0; i < std::min<std::size_t>(2, behind.ids.size()); ++i) {
    std::printf(" %s", printable(behind.ids[i]).c_str());
  }
  std::puts(behind.rows > 2 ? " ..." : "");
  for (const std::string& command : behind.examples) {
    std::printf("    %s\n",
                paint(Tone::dim, fitted(printable(command), terminal_width() - 4)).c_str());
  }
}

void show(const Suggestion& one) {
  std::printf("\n%s  %s\n", paint(one.list == "allow" ? Tone::good : Tone::bad, one.list).c_str(),
              paint(Tone::strong, printable(one.id)).c_str());
  std::printf("  %s\n", printable(one.sentence).c_str());
  std::printf("  %s\n", printable(one.rule).c_str());
  std::printf("  in %s\n", printable(one.repo.empty() ? "(no repository)" : one.repo).c_str());
  show("behind it:", one.behind);
  show("beside them:", one.also);
}

void show(const replay::Suggestions& found) {
  std::printf("%s escalations looked at, %zu rules suggested\n", grouped(found.rows).c_str(),
              found.list.size());
  for (const Suggestion& one : found.list) show(one);
  if (found.settled > 0) {
    std::printf("\n%s different calls are settled already by a judge.json as it stands now%s\n",
                grouped(found.settled).c_str(), "; what it allows counts once it is trusted");
  }
  if (found.unread > 0) {
    std::printf("\n%s calls could not be ruled again\n", grouped(found.unread).c_str());
  }
  if (found.left_out > 0) {
    std::printf("\n%s older calls were left out; say --since to look elsewhere\n",
                grouped(found.left_out).c_str());
  }
  if (!found.list.empty()) std::puts("\ngavel suggest --apply ID writes one into its judge.json");
}

// The judge.json of a repository: the one that is there, else a new one.
Result<std::string> file_in(const std::string& repo) {
  const std::string plain = repo + "/judge.json";
  const std::string in_pi = repo + "/.pi/judge.json";
  const bool has_plain = ::access(plain.c_str(), F_OK) == 0;
  const bool has_pi = ::access(in_pi.c_str(), F_OK) == 0;
  if (has_plain && has_pi) return policy::both_files(repo);
  return has_pi ? in_pi : plain;
}

std::optional<std::string> text_now(const std::string& repo) {
  const Result<std::string> path = file_in(repo);
  if (!path.ok()) return std::nullopt;
  const Result<install::File> file = install::load_file(*path);
  if (!file.ok() || !file->exists) return std::nullopt;
  return file->text;
}

// Where the rule belongs.
Result<std::string> file_of(const Options& options, const Suggestion& one) {
  if (!options.file.empty()) return options.file;
  if (one.repo.empty()) {
    return Fault{FaultKind::missing, one.id, "its calls were made in no repository",
                 "name the judge.json with --file"};
  }
  return file_in(one.repo);
}

int apply(const Options& options, const replay::Suggestions& found) {
  const auto one = std::find_if(found.list.begin(), found.list.end(),
                                [&](const Suggestion& each) { return each.id == options.apply; });
  if (one == found.list.end()) {
    return fail({{FaultKind::missing, options.apply, "the log suggests no such rule",
                  "gavel suggest, with the same filters, lists them"}},
                exit_usage);
  }
  const Result<std::string> path = file_of(options, *one);
  if (!path.ok()) return fail(path.faults(), exit_usage);
  Result<install::File> file = install::load_file(*path);
  if (!file.ok()) return fail(file.faults(), exit_usage);
  const Result<std::string> text = replay::with_suggestion(file->text, *one, *path);
  if (!text.ok()) return fail(text.faults(), exit_usage);
  if (!file->exists) file->mode = 0644;
  if (Status stored = install::store_file(*file, *text, ""); !stored.ok()) {
    return fail(stored.faults());
  }
  if (options.log.as_json) {
    std::puts(json({{"applied", one->id}, {"file", *path}, {"trusted", false}}).dump().c_str());
  } else {
    std::printf("%s now stands in %s\n", printable(one->id).c_str(), printable(*path).c_str());
    std::printf("what the file allows counts when you have looked and typed: gavel trust %s\n",
                printable(path->substr(0, path->rfind('/'))).c_str());
  }
  return exit_ok;
}

int run(Options options) {
  if (Status times = read_times(options.log); !times.ok()) return fail(times.faults(), exit_usage);
  Result<audit::Reader> reader =
      audit::Reader::open(log_path(options.log.state, options.log.audit));
  if (!reader.ok()) return fail(reader.faults());
  Result<replay::Suggestions> found = [&] {
    Progress progress("mining", "rows");
    replay::SuggestOptions wanted;
    wanted.filter = options.log.filter;
    wanted.at_least = options.at_least;
    // Elsewhere it may still be missing.
    if (options.file.empty()) wanted.now = text_now;
    return replay::suggest(*reader, wanted, [&](std::int64_t rows) { progress.at(rows); });
  }();
  if (!found.ok()) return fail(found.faults());
  if (!options.apply.empty()) return apply(options, *found);
  if (options.log.as_json) {
    std::puts(to_json(*found).dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    show(*found);
  }
  return exit_ok;
}

}  // namespace

void declare_suggest(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  add_log_place(app, options->log.state, options->log.audit);
  app.add_flag("--json", options->log.as_json, "one JSON object");
  add_log_filters(app, options->log);
  app.add_option("--at-least", options->at_least, "rows that must stand behind a rule (default 3)")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--apply", options->apply, "write the rule with this id into its judge.json");
  app.add_option("--file", options->file, "with --apply: into this file");
  app.footer(
      "\nCalls that the rules put to the judge and that were approved every time may pass without "
      "it;\ncalls that were refused every time need not be asked about again. Each rule is the "
      "narrowest\nthat covers its rows, and is held against every other escalation of the log.\n"
      "\n"
      "  gavel suggest --since '7 days ago'\n"
      "  gavel suggest --apply suggested.make-deploy-1a2b3c4d && gavel trust\n");
  app.final_callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
