#include "clients/cli/log.h"

#include <memory>

#include <CLI/CLI.hpp>

#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "server/audit/when.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

// "" leaves the bound open.
Status read_bound(const std::string& words, std::optional<std::int64_t>& bound) {
  if (words.empty()) return Ok{};
  const Result<std::int64_t> time = audit::parse_when(words, unix_ms_now(), audit::system_offset);
  if (!time.ok()) return time.faults();
  bound = *time;
  return Ok{};
}

Tone tone_of_answer(const std::string& answer) {
  if (answer == "allow") return Tone::good;
  if (answer == "deny") return Tone::bad;
  return answer == "ask" ? Tone::warn : Tone::dim;
}

struct Part {
  const char* name;
  const char* summary;
  const char* file;  // the positional argument, if it takes one
  const char* file_help;
  bool file_required;
  int (*run)(const LogOptions&);
};

int run_export(const LogOptions& options) {
  return export_log(options);
}

constexpr Part parts[] = {
    {"verify", "whether the chain of rows and the seals are unbroken", "file",
     "an exported file of JSON lines, or a copy of the database", false, verify_log},
    {"export", "every row that the filters select, as JSON lines, oldest first", "file",
     "where to write; standard output when left out", false, run_export},
    {"backup", "a consistent copy of the database while it is in use", "file",
     "the copy; never overwritten", true, backup_log},
};

}  // namespace

std::string log_path(const std::string& state, const std::string& audit) {
  if (!audit.empty()) return audit;
  return state.empty() ? server::default_places().audit : state + "/audit.db";
}

Status read_times(LogOptions& options) {
  if (Status since = read_bound(options.since, options.filter.since_ms); !since.ok()) return since;
  return read_bound(options.until, options.filter.until_ms);
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

std::string painted_answer(const std::string& answer, std::size_t width) {
  return paint(tone_of_answer(answer), padded(answer, width));
}

void add_log_place(CLI::App& app, std::string& state, std::string& audit) {
  app.add_option("--state", state, "the gateway's state folder");
  app.add_option("--audit", audit, "the audit log itself");
}

void add_log_filters(CLI::App& app, LogOptions& options) {
  audit::Filter& filter = options.filter;
  app.add_option("--since", options.since, "\"2h ago\", \"yesterday 18:00\", 2026-03-01");
  app.add_option("--until", options.until, "as --since");
  app.add_option("--agent", filter.agent, "claude-code, codex, ...");
  app.add_option("--session", filter.session, "an agent's session id");
  app.add_option("--repo", filter.repo, "a repository's root");
  app.add_option("--tool", filter.tool, "the agent's name of the tool");
  app.add_option("--answer", filter.answer, "allow, deny, ask or abstain");
  app.add_option("--class", filter.why, "rule, judge, unavailable, self, ...");
  app.add_option("--ruling", filter.ruling, "the static tier's: allow, escalate or deny");
  app.add_option("--rule", filter.rule, "the rule that decided");
  app.add_option("--risk", filter.risk, "low, medium, high or critical");
}

void declare_log(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<LogOptions>();
  add_log_place(app, options->state, options->audit);
  app.add_flag("--json", options->as_json, "JSON lines, newest first");
  app.add_option("text", options->filter.text, "only commands with this text");
  add_log_filters(app, *options);
  app.add_option("-n,--limit", options->limit, "at most this many, the newest (default 50)")
      ->check(CLI::Range(1, 1'000'000));
  app.add_flag("-f,--follow", options->follow,
               "go on printing as decisions are made; JSON lines then come oldest first");
  app.footer(
      "\n  gavel log --since 'yesterday 18:00' --answer deny\n"
      "  gavel log 'git push' --json | jq .reason\n"
      "  gavel log export night.jsonl --since 'yesterday 18:00'\n"
      "  gavel log verify --anchors /var/log/gavel-anchors\n"
      "  gavel log prune --before '90 days ago'\n");

  CLI::App* showing = app.add_subcommand("show", "everything about one decision");
  showing->add_option("id", options->id, "its id, or the first characters of it")->required();
  showing->fallthrough();
  showing->final_callback([options, &exit_code] { exit_code = show_decision(*options); });
  for (const Part& part : parts) {
    CLI::App* sub = app.add_subcommand(part.name, part.summary);
    sub->add_option(part.file, options->file, part.file_help)->required(part.file_required);
    sub->fallthrough();
    if (part.run == verify_log) {
      sub->add_option("--anchors", options->anchors,
                      "a file with heads that were kept elsewhere: the anchor file, or what "
                      "`journalctl -t gavel` prints; may be given again");
    }
    sub->final_callback([options, &exit_code, run = part.run] { exit_code = run(*options); });
  }
  CLI::App* pruning = app.add_subcommand(
      "prune", "drop the rows of old sealed segments, by the operator; their seals stay");
  pruning->add_option("--before", options->before, "sealed before then: \"90 days ago\"")
      ->required();
  pruning->add_flag("--yes", options->yes, "do it; without this it only says what would go");
  pruning->add_flag("--passphrase-stdin", options->from_stdin,
                    "read the operator passphrase from standard input");
  pruning->fallthrough();
  pruning->final_callback([options, &exit_code] { exit_code = prune_log(*options); });

  app.final_callback([options, &app, &exit_code] {
    if (app.get_subcommands().empty()) exit_code = list_log(*options);
  });
}

}  // namespace gavel::cli
