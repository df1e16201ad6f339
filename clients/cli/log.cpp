#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "server/audit/jsonl.h"
#include "server/audit/query.h"
#include "server/audit/verify.h"
#include "server/audit/when.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

struct Options {
  std::string state;
  std::string audit;
  std::string since;
  std::string until;
  audit::Filter filter;
  std::int64_t limit = 50;
  bool as_json = false;
  bool follow = false;
  std::string id;    // show
  std::string file;  // verify
};

constexpr std::int64_t page = 500;

std::int64_t now_ms() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::string path_of(const Options& options) {
  if (!options.audit.empty()) return options.audit;
  if (!options.state.empty()) return options.state + "/audit.db";
  return server::default_places().audit;
}

int fail(const Faults& faults, int code = exit_unavailable) {
  report(faults);
  return code;
}

// "" leaves the bound open.
Status read_bound(const std::string& words, std::optional<std::int64_t>& bound) {
  if (words.empty()) return Ok{};
  const Result<std::int64_t> time = audit::parse_when(words, now_ms(), audit::system_offset);
  if (!time.ok()) return time.faults();
  bound = *time;
  return Ok{};
}

std::string local_time(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%m-%d %H:%M:%S", &parts);
  return text;
}

Tone tone_of_answer(const std::string& answer) {
  if (answer == "allow") return Tone::good;
  if (answer == "deny") return Tone::bad;
  return answer == "ask" ? Tone::warn : Tone::dim;
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

void print(const audit::Row& row, bool as_json) {
  if (as_json) {
    std::puts(audit::to_json_line(row).c_str());
    return;
  }
  const audit::Record& record = row.record;
  const std::string lead = local_time(record.time_ms) + "  ";
  const std::string tail = padded(record.why, 12) + padded(record.tool, 10);
  const std::size_t taken = lead.size() + 8 + tail.size() + 1;
  const std::size_t width = terminal_width();
  const std::size_t room = width > taken + 20 ? width - taken : 20;
  std::printf("%s%s%s %s\n", lead.c_str(),
              paint(tone_of_answer(record.answer), padded(record.answer, 8)).c_str(), tail.c_str(),
              fitted(printable(record.command), room).c_str());
  if (record.answer != "allow" && !record.reason.empty()) {
    std::printf("%s%s\n", std::string(lead.size(), ' ').c_str(),
                paint(Tone::dim, fitted(printable(record.reason), width - lead.size())).c_str());
  }
}

// Newest last, as a person reads a log.
int list(audit::Reader& reader, const Options& options, std::int64_t& last) {
  std::vector<audit::Row> rows;
  std::optional<std::int64_t> before;
  while (static_cast<std::int64_t>(rows.size()) < options.limit) {
    const std::int64_t want =
        std::min<std::int64_t>(page, options.limit - static_cast<std::int64_t>(rows.size()));
    Result<std::vector<audit::Row>> more = reader.list(options.filter, want, before);
    if (!more.ok()) return fail(more.faults());
    if (more->empty()) break;
    before = more->back().seq;
    rows.insert(rows.end(), more->begin(), more->end());
  }
  if (options.as_json) {
    for (const audit::Row& row : rows) print(row, true);  // newest first: the order of the API
  } else {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) print(*row, false);
  }
  if (!rows.empty()) last = rows.front().seq;
  return exit_ok;
}

[[noreturn]] void follow(audit::Reader& reader, const Options& options, std::int64_t last) {
  for (;;) {
    const Result<std::vector<audit::Row>> rows = reader.after(last, page, options.filter);
    if (rows.ok()) {
      for (const audit::Row& row : *rows) {
        print(row, options.as_json);
        last = row.seq;
      }
      std::fflush(stdout);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
}

int show_list(Options options) {
  const Status since = read_bound(options.since, options.filter.since_ms);
  if (!since.ok()) return fail(since.faults(), exit_usage);
  const Status until = read_bound(options.until, options.filter.until_ms);
  if (!until.ok()) return fail(until.faults(), exit_usage);
  Result<audit::Reader> reader = audit::Reader::open(path_of(options));
  if (!reader.ok()) {
    // Nothing decided yet is an empty log, not an error, for scripts that read JSON lines.
    if (options.as_json && reader.faults()[0].kind == FaultKind::missing) return exit_ok;
    return fail(reader.faults());
  }
  std::int64_t last = 0;
  const int code = list(*reader, options, last);
  if (code == exit_ok && options.follow) follow(*reader, options, last);
  return code;
}

void print_field(const char* name, const std::string& value) {
  if (value.empty()) return;
  std::printf("%s %s\n", paint(Tone::dim, padded(name, 12)).c_str(),
              printable(value, true).c_str());
}

int show_one(const Options& options) {
  Result<audit::Reader> reader = audit::Reader::open(path_of(options));
  if (!reader.ok()) return fail(reader.faults());
  const Result<std::optional<audit::Row>> row = reader->find(options.id);
  if (!row.ok()) return fail(row.faults());
  if (!row->has_value()) {
    return fail({{FaultKind::missing, options.id, "no such decision", "gavel log lists them"}},
                exit_usage);
  }
  if (options.as_json) {
    std::puts(audit::to_json_line(**row).c_str());
    return exit_ok;
  }
  const audit::Record& record = (*row)->record;
  print_field("time", local_time(record.time_ms));
  for (const audit::TextField& field : audit::text_fields()) {
    print_field(field.name, record.*field.member);
  }
  return exit_ok;
}

int verify(const Options& options) {
  const bool exported = !options.file.empty();
  const Result<audit::Verified> result =
      exported ? audit::verify_export(options.file) : audit::verify_log(path_of(options));
  if (!result.ok()) return fail(result.faults());
  if (!result->broken) {
    std::printf("the chain holds: %lld rows\n", static_cast<long long>(result->rows));
    if (!result->anchor) {
      std::puts("No anchor was given: whoever owns the file could have rebuilt the whole chain.");
    }
    return exit_ok;
  }
  const audit::Break& broken = *result->broken;
  std::printf("the chain is broken at row %lld (%s): %s\n", static_cast<long long>(broken.seq),
              audit::name_of(broken.damage), printable(broken.what).c_str());
  return exit_deny;
}

void add_filters(CLI::App& app, Options& options) {
  audit::Filter& filter = options.filter;
  app.add_option("text", filter.text, "only commands with this text");
  app.add_option("--since", options.since, "\"2h ago\", \"yesterday 18:00\", 2026-03-01");
  app.add_option("--until", options.until, "as --since");
  app.add_option("--agent", filter.agent, "claude-code, codex, ...");
  app.add_option("--session", filter.session, "an agent's session id");
  app.add_option("--repo", filter.repo, "a repository's root");
  app.add_option("--answer", filter.answer, "allow, deny, ask or abstain");
  app.add_option("--class", filter.why, "rule, judge, unavailable, self, ...");
  app.add_option("--ruling", filter.ruling, "the static tier's: allow, escalate or deny");
  app.add_option("--rule", filter.rule, "the rule that decided");
  app.add_option("--risk", filter.risk, "low, medium, high or critical");
  app.add_option("-n,--limit", options.limit, "at most this many, the newest (default 50)")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("-f,--follow", options.follow, "go on printing as decisions are made");
}

}  // namespace

void declare_log(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("--state", options->state, "the gateway's state folder");
  app.add_option("--audit", options->audit, "the audit log itself");
  app.add_flag("--json", options->as_json, "JSON lines, newest first");
  add_filters(app, *options);
  app.footer(
      "\n  gavel log --since 'yesterday 18:00' --answer deny\n"
      "  gavel log 'git push' --json | jq .reason");

  CLI::App* showing = app.add_subcommand("show", "everything about one decision");
  showing->add_option("id", options->id, "its id, or the first characters of it")->required();
  showing->fallthrough();
  CLI::App* verifying = app.add_subcommand("verify", "whether the chain of rows is unbroken");
  verifying->add_option("file", options->file, "an exported file of JSON lines");
  verifying->fallthrough();

  app.callback([options, showing, verifying, &exit_code] {
    if (showing->parsed()) {
      exit_code = show_one(*options);
    } else if (verifying->parsed()) {
      exit_code = verify(*options);
    } else {
      exit_code = show_list(*options);
    }
  });
}

}  // namespace gavel::cli
