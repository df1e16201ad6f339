#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "clients/cli/command.h"
#include "clients/cli/files.h"
#include "clients/cli/output.h"
#include "clients/cli/progress.h"
#include "server/eval/print.h"
#include "server/eval/run.h"
#include "server/eval/shipped.h"
#include "server/holding.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr std::string_view prompt_prefix = "prompt:";

struct Options {
  std::vector<std::string> corpora;
  std::vector<std::string> models;
  std::vector<std::string> compare;
  policy::Endpoint endpoint;  // what is not empty replaces the policy's
  std::string provider;
  std::string prompt_file;
  std::string policy_file;
  std::string journal;
  std::size_t repeats = 1;
  std::size_t at_once = 8;
  std::size_t most_wrong = 40;
  std::uint32_t timeout_ms = 0;
  double most_false_approvals = 1;
  double most_false_denials = 1;
  bool resume = false;
  bool fresh = false;
  bool as_json = false;
};

std::atomic<bool> interrupted{false};

void interrupt(int) {
  interrupted = true;
}

// The first Ctrl-C ends the run after the questions under way, the second the process.
void mind_interrupts() {
  interrupted = false;
  struct sigaction action {};
  action.sa_handler = interrupt;
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
}

Result<std::vector<eval::LabelledCall>> rows_of(const Options& options) {
  std::vector<eval::LabelledCall> all;
  Faults faults;
  for (const std::string& name : options.corpora) {
    std::string text(eval::shipped(name));
    if (text.empty()) {
      Result<std::string> read = read_file(name, "the corpus");
      if (!read) return read.faults();
      text = std::move(*read);
    }
    Result<std::vector<eval::LabelledCall>> rows = eval::read_corpus(text, name);
    if (!rows) {
      faults.insert(faults.end(), rows.faults().begin(), rows.faults().end());
      continue;
    }
    std::move(rows->begin(), rows->end(), std::back_inserter(all));
  }
  if (!faults.empty()) return faults;
  return all;
}

// The embedded policy with the user's and the managed one, or with the given file; never that of
// the folder we stand in, since the rows have a repository of their own.
Result<policy::Policy> policy_of(const Options& options) {
  server::Holdings::Options wanted;
  const server::Places places = server::default_places();
  wanted.places = places.policies;
  wanted.home = eval::labelled_home;
  wanted.govern_everywhere = true;
  wanted.root = eval::labelled_root;
  if (!options.policy_file.empty()) {
    Result<std::string> text = read_file(options.policy_file, "the policy file");
    if (!text) return text.faults();
    wanted.look_up = false;
    wanted.given.push_back({policy::LayerKind::repository, options.policy_file, *text,
                            std::string(eval::labelled_root), true});
  }
  const server::Holding holding = server::Holdings(std::move(wanted)).in("/");
  if (!holding.faults.empty()) return holding.faults;
  return *holding.policy;
}

void replace(std::string& value, const std::string& with) {
  if (!with.empty()) value = with;
}

policy::Judge settings_of(const Options& options, policy::Judge settings) {
  policy::Endpoint& endpoint = settings.endpoint;
  const policy::Endpoint& given = options.endpoint;
  replace(endpoint.base_url, given.base_url);
  replace(endpoint.api_key_env, given.api_key_env);
  replace(endpoint.api_key_file, given.api_key_file);
  replace(endpoint.ca_file, given.ca_file);
  if (given.price.input_per_mtok > 0) endpoint.price.input_per_mtok = given.price.input_per_mtok;
  if (given.price.output_per_mtok > 0) endpoint.price.output_per_mtok = given.price.output_per_mtok;
  if (options.timeout_ms > 0) settings.timeout_ms = options.timeout_ms;
  if (options.provider == "anthropic") endpoint.provider = policy::Provider::anthropic;
  if (options.provider == "openai") endpoint.provider = policy::Provider::openai;
  if (options.provider == "builtin") endpoint.provider = policy::Provider::builtin;
  return settings;
}

// Exactly this model: no routes, no fallback, no second look.
void use_model(policy::Judge& settings, const std::string& model) {
  settings.routes = {};
  settings.fallback.clear();
  settings.second_look = false;
  policy::Endpoint& endpoint = settings.endpoint;
  if (model == "builtin") {
    endpoint.provider = policy::Provider::builtin;
  } else {
    const bool asks = endpoint.provider == policy::Provider::openai ||
                      endpoint.provider == policy::Provider::anthropic;
    if (!asks) endpoint.provider = policy::Provider::openai;
    endpoint.model = model;
  }
}

std::string name_of_judge(const policy::Judge& settings) {
  if (settings.endpoint.provider == policy::Provider::builtin) return "builtin";
  if (settings.routes.low.empty() && settings.routes.high.empty()) return settings.endpoint.model;
  return "the policy's routes";
}

// A model's name, or "prompt:FILE" for the usual model with another prompt.
Result<eval::Contender> contender_of(const Options& options, const policy::Policy& policy,
                                     const std::string& what) {
  eval::Contender contender;
  contender.settings = settings_of(options, policy.judge);
  std::string file = options.prompt_file;
  if (what.starts_with(prompt_prefix)) {
    file = what.substr(prompt_prefix.size());
    if (!options.models.empty()) use_model(contender.settings, options.models.front());
  } else if (!what.empty()) {
    use_model(contender.settings, what);
  }
  contender.name = name_of_judge(contender.settings);
  if (contender.settings.endpoint.provider == policy::Provider::none) {
    return Fault{FaultKind::missing, "--model", "the policy has no judge", "name a model"};
  }
  if (file.empty()) return contender;
  Result<std::string> text = read_file(file, "the prompt");
  if (!text) return text.faults();
  contender.system_prompt = std::move(*text);
  contender.name += " with " + file;
  return contender;
}

Result<std::vector<eval::Contender>> contenders_of(const Options& options,
                                                   const policy::Policy& policy) {
  std::vector<std::string> wanted = options.compare.empty() ? options.models : options.compare;
  if (wanted.empty()) wanted.emplace_back();
  std::vector<eval::Contender> contenders;
  for (const std::string& one : wanted) {
    Result<eval::Contender> contender = contender_of(options, policy, one);
    if (!contender) return contender.faults();
    contenders.push_back(std::move(*contender));
  }
  return contenders;
}

bool free_of_charge(const std::vector<eval::Contender>& contenders) {
  return std::all_of(contenders.begin(), contenders.end(), [](const eval::Contender& one) {
    return one.settings.endpoint.provider == policy::Provider::builtin;
  });
}

// What earlier runs heard, line by line, and what this one hears: paid for once.
class Journal {
 public:
  static Result<Journal> open(const Options& options, bool needed) {
    Journal journal;
    if (!needed && options.journal.empty()) return journal;
    journal.path_ = options.journal.empty() ? "gavel-eval.journal.jsonl" : options.journal;
    if (access(journal.path_.c_str(), F_OK) == 0 && !options.fresh) {
      if (!options.resume) {
        return Fault{FaultKind::conflict, journal.path_, "holds the answers of an earlier run",
                     "--resume goes on with them, --fresh starts anew"};
      }
      Result<std::string> text = read_file(journal.path_, "the journal");
      if (!text) return text.faults();
      journal.earlier_ = std::move(*text);
    }
    journal.file_ = std::make_unique<std::ofstream>(
        journal.path_, options.fresh ? std::ios::trunc : std::ios::app);
    if (!*journal.file_) {
      return Fault{FaultKind::io, journal.path_, "the journal cannot be written", ""};
    }
    // A line that was cut must not take the next one with it.
    if (!journal.earlier_.empty() && journal.earlier_.back() != '\n') *journal.file_ << '\n';
    return journal;
  }

  // A line that was cut by the end of a run is none.
  std::vector<eval::Hearing> heard_by(const std::string& run) const {
    std::vector<eval::Hearing> hearings;
    std::istringstream lines(earlier_);
    for (std::string line; std::getline(lines, line);) {
      if (auto hearing = eval::from_line(line, run)) hearings.push_back(std::move(*hearing));
    }
    return hearings;
  }

  void add(const eval::Hearing& hearing, const std::string& run) {
    if (file_ == nullptr || hearing.opinion.verdict == Opinion::Verdict::none) return;
    *file_ << eval::to_line(hearing, run) << std::endl;
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string earlier_;
  std::unique_ptr<std::ofstream> file_;
};

std::vector<eval::Hearing> hear(const Options& options, const eval::Sorted& sorted,
                                const eval::Contender& contender, const policy::Policy& policy,
                                Journal& journal) {
  const std::string key = eval::run_key(contender, policy);
  std::vector<eval::Hearing> known = journal.heard_by(key);
  auto done = static_cast<std::int64_t>(known.size());
  Progress progress("asking " + printable(contender.name), "answers",
                    static_cast<std::int64_t>(sorted.asked.size() * options.repeats));
  return eval::run(
      sorted.asked, contender, policy, {options.repeats, options.at_once}, std::move(known),
      [&](const eval::Hearing& one) {
        journal.add(one, key);
        progress.at(++done);
      },
      [] { return interrupted.load(); });
}

int verdict_on(const Options& options, const std::vector<eval::Ran>& runs) {
  bool good = true;
  bool whole = true;
  for (const eval::Ran& run : runs) {
    good = good && run.score.false_approvals.rate <= options.most_false_approvals &&
           run.score.false_denials.rate <= options.most_false_denials;
    whole = whole && run.score.unanswered == 0;
  }
  if (!whole || interrupted) return exit_unavailable;
  return good ? exit_ok : exit_deny;
}

void print(const Options& options, const eval::Sorted& sorted, const std::vector<eval::Ran>& runs,
           const std::vector<eval::Comparison>& comparisons) {
  if (options.as_json) {
    const json value = eval::to_json(sorted, runs, comparisons);
    std::puts(value.dump(2, ' ', false, json::error_handler_t::replace).c_str());
  } else {
    std::fputs(eval::to_text(sorted, runs, comparisons, options.most_wrong).c_str(), stdout);
  }
}

int measure(const Options& options, const std::vector<eval::LabelledCall>& rows,
            const policy::Policy& policy, const std::vector<eval::Contender>& contenders,
            Journal& journal) {
  mind_interrupts();
  const eval::Sorted sorted = eval::sort_rows(rows, policy);
  std::vector<eval::Ran> runs;
  std::vector<std::vector<eval::Hearing>> hearings;
  for (const eval::Contender& one : contenders) {
    hearings.push_back(hear(options, sorted, one, policy, journal));
    runs.push_back({one.name, options.repeats, eval::score(sorted.asked, hearings.back())});
  }
  std::vector<eval::Comparison> comparisons;
  for (std::size_t i = 1; i < hearings.size(); ++i) {
    comparisons.push_back(eval::compare(sorted.asked, hearings[0], hearings[i]));
  }
  print(options, sorted, runs, comparisons);
  const int code = verdict_on(options, runs);
  if (code == exit_unavailable && !journal.path().empty()) {
    std::fprintf(stderr, "gavel: not all was answered; the same command with --resume goes on\n");
  }
  return code;
}

int run(const Options& options) {
  const Result<std::vector<eval::LabelledCall>> rows = rows_of(options);
  const Result<policy::Policy> policy = policy_of(options);
  Faults faults;
  if (!rows) faults = rows.faults();
  if (!policy) faults.insert(faults.end(), policy.faults().begin(), policy.faults().end());
  if (faults.empty()) {
    const auto contenders = contenders_of(options, *policy);
    if (contenders) {
      Result<Journal> journal = Journal::open(options, !free_of_charge(*contenders));
      if (journal) return measure(options, *rows, *policy, *contenders, *journal);
      faults = journal.faults();
    } else {
      faults = contenders.faults();
    }
  }
  report(faults);
  return exit_usage;
}

void declare_endpoint(CLI::App& app, Options& options) {
  app.add_option("--provider", options.provider, "openai, anthropic or builtin")
      ->check(CLI::IsMember({"openai", "anthropic", "builtin"}));
  app.add_option("--base-url", options.endpoint.base_url, "the endpoint, up to /v1");
  app.add_option("--api-key-env", options.endpoint.api_key_env, "the variable with its key");
  app.add_option("--api-key-file", options.endpoint.api_key_file, "a 0600 file with its key");
  app.add_option("--ca-file", options.endpoint.ca_file, "certificates to verify it with (PEM)");
  app.add_option("--price-in", options.endpoint.price.input_per_mtok, "$ per million tokens read");
  app.add_option("--price-out", options.endpoint.price.output_per_mtok,
                 "$ per million tokens written");
  app.add_option("--timeout-ms", options.timeout_ms, "for one answer");
}

}  // namespace

void declare_eval(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("--corpus", options->corpora,
                 "labelled calls, one JSON object a line; `labels` and `injections` are shipped")
      ->required();
  app.add_option("--model", options->models,
                 "the model to measure, `builtin` for the rubric (default: the policy's judge)");
  app.add_option("--compare", options->compare, "two models, or prompt:FILE for another prompt")
      ->expected(2);
  app.add_option("--prompt", options->prompt_file, "a system prompt instead of the shipped one")
      ->check(CLI::ExistingFile);
  app.add_option("--policy", options->policy_file, "rule with this file, as if trusted")
      ->check(CLI::ExistingFile);
  declare_endpoint(app, *options);
  app.add_option("--repeat", options->repeats, "ask each question so often")
      ->check(CLI::Range(1, 100));
  app.add_option("--at-once", options->at_once, "questions under way")->check(CLI::Range(1, 256));
  app.add_option("--journal", options->journal,
                 "where answers are kept (default: gavel-eval.journal.jsonl; none for builtin)");
  app.add_flag("--resume", options->resume, "go on with the journal of an earlier run");
  app.add_flag("--fresh", options->fresh, "throw away the journal of an earlier run");
  app.add_option("--max-false-approvals", options->most_false_approvals,
                 "exit 1 when more than this share of what should be denied is approved");
  app.add_option("--max-false-denials", options->most_false_denials,
                 "exit 1 when more than this share of what should be approved is denied");
  app.add_option("--show-wrong", options->most_wrong, "rows to show that were judged wrong");
  app.add_flag("--json", options->as_json, "as JSON");
  app.footer(
      "\nExit codes: 0 done · 1 worse than a --max option admits · 2 wrong usage ·\n"
      "            4 some questions were not answered: --resume asks those again\n"
      "  gavel eval --corpus labels --model builtin\n"
      "  gavel eval --corpus injections --base-url http://127.0.0.1:11434/v1 --model qwen3:8b \\\n"
      "             --repeat 3 --max-false-approvals 0.01");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
