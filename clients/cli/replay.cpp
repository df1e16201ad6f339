// `gavel replay`: the calls of a night through another policy, mode or model: what would change?
#include "server/replay/replay.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/cells.h"
#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/log.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "policy/names.h"
#include "policy/settle.h"
#include "server/ask.h"
#include "server/facts/disk.h"
#include "server/replay/turn.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr std::int64_t page = 500;
constexpr std::chrono::seconds judge_patience{30};

struct Options {
  LogOptions log;
  std::string policy_file;
  std::string mode;
  std::string judge;
  bool fresh_facts = false;
  bool yes = false;
};

Result<replay::Variation> variation_of(const Options& options) {
  replay::Variation variation;
  if (!options.policy_file.empty()) {
    const Result<std::string> text = read_file(options.policy_file, "the policy file");
    if (!text.ok()) return text.faults();
    policy::Source source;
    source.kind = policy::LayerKind::repository;
    source.file = options.policy_file;
    source.text = *text;
    source.trusted = true;
    const Result<policy::Layer> checked = policy::load(source);
    if (!checked.ok()) return checked.faults();
    variation.policy = std::move(source);
  }
  if (!options.mode.empty()) variation.mode = from_name<policy::Mode>(options.mode);
  if (options.fresh_facts) {
    variation.facts = [] { return std::make_unique<facts::DiskFacts>(facts::steady_us); };
  }
  return variation;
}

// What asking a model about every escalation would cost, by what such answers cost in this log.
struct Estimate {
  std::int64_t calls = 0;
  std::int64_t tokens_in = 0;
  std::int64_t tokens_out = 0;
  double cost_usd = 0;
};

class Run {
 public:
  Run(audit::Reader& reader, const Options& options, replay::Variation variation)
      : reader_(reader),
        options_(options),
        replayer_([this](const std::string& hash) { return text(hash); }, std::move(variation)) {}

  Status go(std::int64_t all) {
    Progress progress("replaying", "calls", all);
    for (std::int64_t last = 0;;) {
      const Result<std::vector<audit::Row>> rows = reader_.after(last, page, options_.log.filter);
      if (!rows.ok()) return rows.faults();
      if (rows->empty()) break;
      for (const audit::Row& row : *rows) {
        one(row);
        progress.at(tally_.calls + tally_.unread);
      }
      last = rows->back().seq;
    }
    tally_.sort();
    return Ok{};
  }

  const replay::Tally& tally() const { return tally_; }
  const Estimate& spent() const { return spent_; }
  const std::string& first_problem() const { return problem_; }

 private:
  std::optional<std::string> text(const std::string& hash) {
    Result<std::optional<std::string>> found = reader_.blob(hash);
    return found.ok() ? *found : std::nullopt;
  }

  void one(const audit::Row& row) {
    if (row.record.why == name_of(Class::human)) return;  // what a person did is no call
    const Result<replay::Again> again = replayer_.again(row);
    if (!again.ok()) {
      ++tally_.unread;
      if (problem_.empty()) problem_ = again.faults()[0].message();
      return;
    }
    if (again->unanswered > 0) ++tally_.unanswered;
    const policy::Verdict& verdict = again->evaluation.verdict;
    const audit::Record& record = row.record;
    replay::Example example{record.id, record.command, verdict.reason};
    if (options_.judge.empty() || verdict.ruling != Ruling::escalate) {
      const Ruling before = options_.judge.empty()
                                ? from_name<Ruling>(record.ruling).value_or(Ruling::deny)
                                : answered(record);
      tally_.add(before, record.rule, verdict.ruling, verdict.rule, example);
      return;
    }
    const Opinion opinion = ask(*again);
    example.reason = opinion.reason;
    const bool allowed = opinion.verdict == Opinion::Verdict::approve;
    tally_.add(answered(record), record.rule, allowed ? Ruling::allow : Ruling::deny, verdict.rule,
               example);
  }

  // Of an answer: with a model asked, escalations end one way or the other.
  static Ruling answered(const audit::Record& record) {
    return record.answer == "allow" ? Ruling::allow : Ruling::deny;
  }

  Opinion ask(const replay::Again& again) {
    policy::Policy other = *again.policy;
    other.judge.endpoint.model = options_.judge;
    other.judge.routes = {};
    other.judge.fallback.clear();
    const judge::Question question{again.call, again.evaluation,  other,
                                   other.root, again.call.intent, {}};
    Opinion opinion =
        server::ask_and_wait(question, std::chrono::steady_clock::now() + judge_patience);
    ++spent_.calls;
    spent_.tokens_in += static_cast<std::int64_t>(opinion.tokens_in);
    spent_.tokens_out += static_cast<std::int64_t>(opinion.tokens_out);
    spent_.cost_usd += opinion.cost_usd;
    return opinion;
  }

  audit::Reader& reader_;
  const Options& options_;
  replay::Replayer replayer_;
  replay::Tally tally_;
  Estimate spent_;
  std::string problem_;
};

json to_json(const Run& run) {
  const replay::Tally& tally = run.tally();
  json groups = json::array();
  for (const replay::Group& group : tally.groups) {
    json examples = json::array();
    for (const replay::Example& one : group.examples) {
      examples.push_back({{"id", one.id}, {"command", one.command}, {"reason", one.reason}});
    }
    groups.push_back({{"turn", replay::name_of(group.turn)},
                      {"rule", group.rule},
                      {"calls", group.calls},
                      {"examples", std::move(examples)}});
  }
  return {{"calls", tally.calls},
          {"same", tally.same},
          {"unread", tally.unread},
          {"unanswered", tally.unanswered},
          {"groups", std::move(groups)},
          {"judge",
           {{"calls", run.spent().calls},
            {"tokens_in", run.spent().tokens_in},
            {"tokens_out", run.spent().tokens_out},
            {"cost_usd", run.spent().cost_usd}}}};
}

Tone tone_of(replay::Turn turn) {
  if (turn == replay::Turn::newly_denied) return Tone::bad;
  return turn == replay::Turn::newly_escalated ? Tone::warn : Tone::good;
}

void print(const Run& run) {
  const replay::Tally& tally = run.tally();
  std::printf(
      "%s calls replayed: %s as before, %s newly denied, %s newly escalated, %s newly "
      "allowed\n",
      grouped(tally.calls).c_str(), grouped(tally.same).c_str(),
      grouped(tally.of(replay::Turn::newly_denied)).c_str(),
      grouped(tally.of(replay::Turn::newly_escalated)).c_str(),
      grouped(tally.of(replay::Turn::newly_allowed)).c_str());
  for (const replay::Group& group : tally.groups) {
    std::printf(
        "\n%s %s  %s\n", paint(tone_of(group.turn), replay::name_of(group.turn)).c_str(),
        grouped(group.calls).c_str(),
        printable(group.rule.empty() ? "(no rule: by mode and knowledge)" : group.rule).c_str());
    for (const replay::Example& one : group.examples) {
      std::printf("  %s  %s\n", one.id.substr(0, id_shown).c_str(),
                  fitted(printable(one.command), terminal_width() - 17).c_str());
      if (!one.reason.empty()) {
        std::printf("                 %s\n",
                    paint(Tone::dim, fitted(printable(one.reason), terminal_width() - 17)).c_str());
      }
    }
  }
  if (tally.unanswered > 0) {
    std::printf("\n%s calls asked for facts that were not recorded; unknown is ruled strictly\n",
                grouped(tally.unanswered).c_str());
  }
  if (tally.unread > 0) {
    std::printf("\n%s rows could not be replayed, the first: %s\n", grouped(tally.unread).c_str(),
                printable(run.first_problem()).c_str());
  }
  if (run.spent().calls > 0) {
    std::printf("\n%s questions, %s tokens in, %s out, %.4f USD\n",
                grouped(run.spent().calls).c_str(), grouped(run.spent().tokens_in).c_str(),
                grouped(run.spent().tokens_out).c_str(), run.spent().cost_usd);
  }
}

// Says what the questions will cost, before any is asked. False: not without --yes.
Result<bool> agreed(audit::Reader& reader, const Options& options) {
  audit::Filter escalated = options.log.filter;
  escalated.ruling = name_of(Ruling::escalate);
  const Result<audit::Count> count = reader.total(escalated);
  if (!count.ok()) return count.faults();
  const double judged = count->judged > 0 ? static_cast<double>(count->judged) : 1;
  const double calls = static_cast<double>(count->calls);
  std::fprintf(
      stderr,
      "about %s questions, %s tokens in and %s out by what this log spent on each "
      "(%.4f USD at the prices of that day)\n",
      grouped(count->calls).c_str(),
      grouped(static_cast<std::int64_t>(calls * static_cast<double>(count->tokens_in) / judged))
          .c_str(),
      grouped(static_cast<std::int64_t>(calls * static_cast<double>(count->tokens_out) / judged))
          .c_str(),
      calls * count->cost_usd / judged);
  if (!options.yes) std::fprintf(stderr, "say --yes to ask them\n");
  return options.yes;
}

int run_replay(Options options) {
  if (Status times = read_times(options.log); !times.ok()) return fail(times.faults(), exit_usage);
  Result<replay::Variation> variation = variation_of(options);
  if (!variation.ok()) return fail(variation.faults(), exit_usage);
  Result<audit::Reader> reader =
      audit::Reader::open(log_path(options.log.state, options.log.audit));
  if (!reader.ok()) return fail(reader.faults());
  const Result<audit::Count> all = reader->total(options.log.filter);
  if (!all.ok()) return fail(all.faults());
  if (!options.judge.empty()) {
    const Result<bool> go = agreed(*reader, options);
    if (!go.ok()) return fail(go.faults());
    if (!*go) return exit_ok;
  }
  Run run(*reader, options, std::move(variation).value());
  if (Status done = run.go(all->calls); !done.ok()) return fail(done.faults());
  if (options.log.as_json) {
    std::puts(to_json(run).dump(-1, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    print(run);
  }
  return run.tally().groups.empty() ? exit_ok : exit_deny;
}

}  // namespace

void declare_replay(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  add_log_place(app, options->log.state, options->log.audit);
  app.add_flag("--json", options->log.as_json, "one JSON object");
  add_log_filters(app, options->log);
  app.add_option("--policy", options->policy_file,
                 "judge with this file, as a trusted one of each call's repository");
  app.add_option("--mode", options->mode, "permissive, balanced or strict")
      ->check(CLI::IsMember({"permissive", "balanced", "strict"}));
  app.add_option("--judge", options->judge,
                 "ask this model about what escalates, at the endpoint of the policy");
  app.add_flag("--yes", options->yes, "with --judge: ask, whatever it costs");
  app.add_flag("--fresh-facts", options->fresh_facts,
               "files and git as they are now, not as they were");
  app.footer(
      "\nEvery call is ruled again from what was recorded of that day: the files and git answers "
      "it "
      "asked for, the scripts it would run, the policy that held. Exit code 1: something would "
      "change.\n\n"
      "  gavel replay --since 'yesterday 18:00' --policy judge.json.proposed\n"
      "  gavel replay --mode strict --json | jq '.groups[].rule'\n");
  app.final_callback([options, &exit_code] { exit_code = run_replay(*options); });
}

}  // namespace gavel::cli
