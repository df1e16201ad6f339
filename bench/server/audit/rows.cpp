#include "bench/server/audit/rows.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/evaluate.h"
#include "policy/layers.h"
#include "policy/settle.h"
#include "server/audit/appender.h"
#include "server/audit/chain.h"
#include "server/facts/disk.h"
#include "server/facts/recording.h"
#include "server/hooks/tools.h"
#include "server/row.h"

namespace gavel::audit {
namespace {

constexpr std::int64_t batch = 4096;
constexpr std::int64_t rows_of_session = 500;
constexpr std::size_t escalated_of_100 = 3;

// %N becomes another number now and then.
constexpr const char* commands[] = {
    "ls -la src",
    "cat src/module_%N.cpp",
    "rg -n 'TODO|FIXME' src | head -%N",
    "git status --short",
    "git diff --stat HEAD~%N",
    "git add -A && git commit -m 'step %N'",
    "git log --oneline -%N",
    "make test",
    "cmake --build build -j4 --target unit_%N",
    "ctest --test-dir build -R case_%N --output-on-failure",
    "python3 -m pytest tests/test_%N.py -q",
    "npm run build",
    "npm test -- --grep 'case %N'",
    "cargo build --release && ./target/release/tool --check src/main.rs",
    "sed -n '%N,400p' server/session.cpp",
    "find . -name '*_%N.ts' -not -path './node_modules/*'",
    "mkdir -p build/out_%N && cp config.example.json build/out_%N/config.json",
    "curl -s http://127.0.0.1:8080/health/%N",
    "for f in tests/case_%N/*.txt; do wc -l \"$f\"; done",
    "docker build -t app:%N .",
    "git push --force origin topic-%N",
    "git reset --hard HEAD~1",
    "npm publish --tag next",
    "rm -rf data/cache_%N",
    "systemctl restart web worker-%N",
    "helm upgrade shop ./chart --set image.tag=%N",
    "gh release create v1.%N",
    "sudo apt-get install -y libfoo%N",
    "terraform apply plan-%N.out",
    "kubectl delete pod worker-%N",
};

std::string with_number(std::string text, std::uint64_t number) {
  for (std::size_t at = text.find("%N"); at != std::string::npos; at = text.find("%N")) {
    text.replace(at, 2, std::to_string(number));
  }
  return text;
}

Opinion opinion_of(bool approves, std::uint64_t n) {
  Opinion opinion;
  opinion.verdict = approves ? Opinion::Verdict::approve : Opinion::Verdict::deny;
  opinion.reason = approves ? "it fits the task and can be undone" : "it reaches beyond the task";
  opinion.model = n % 7 == 0 ? "large-judge" : "small-judge";
  opinion.prompt = "the whole question, number " + std::to_string(n) + std::string(1800, '.');
  opinion.prompt_hash = sha256_hex(opinion.prompt);
  opinion.reply = approves ? "APPROVE: fine" : "DENY: too far";
  opinion.tokens_in = 900 + n % 400;
  opinion.tokens_out = 12 + n % 20;
  opinion.cost_usd = 0.0002;
  opinion.latency_us = 400'000 + n % 900'000;
  opinion.cached = n % 5 == 0;
  return opinion;
}

}  // namespace

// One command, evaluated, and what became of it.
struct Rows::Pattern {
  Call call;
  policy::Evaluation evaluation;
  server::Holding holding;
  facts::Recording facts;
  server::Circumstances circumstances;
  bool escalates = false;

  explicit Pattern(const char* command, std::shared_ptr<const policy::Policy> policy) {
    const nlohmann::json input = {{"command", command}, {"description", "a step of the task"}};
    Result<Call> made = hooks::to_call("claude-code", "Bash", input, "/home/dev/src/shop");
    if (made.ok()) call = std::move(made).value();
    circumstances.inputs.repo_root = call.cwd;
    circumstances.inputs.home = "/home/dev";
    facts::DiskFacts disk(facts::steady_us);
    facts::RecordingFacts recording(disk);
    evaluation = policy::evaluate(call, *policy, circumstances.inputs, recording);
    facts = recording.recording(server::redacted);
    holding.policy = std::move(policy);
    holding.hash = sha256_hex(holding.policy->canonical);
    holding.root = call.cwd;
    escalates = evaluation.verdict.ruling == Ruling::escalate;
  }
};

Rows::Rows(std::uint64_t seed) : state_(seed) {
  const auto policy = std::make_shared<const policy::Policy>(policy::embedded());
  for (const char* command : commands) {
    for (std::uint64_t variant = 0; variant < 8; ++variant) {
      patterns_.emplace_back(with_number(command, variant * 7 + 1).c_str(), policy);
    }
  }
}
Rows::~Rows() = default;

// SplitMix64 (Steele, Lea, Flood 2014): the same everywhere.
std::uint64_t Rows::random() {
  std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

Record Rows::next() {
  const bool wants_judge = random() % 100 < escalated_of_100;
  std::size_t at = random() % patterns_.size();
  while (patterns_[at].escalates != wants_judge) at = (at + 1) % patterns_.size();
  Pattern& pattern = patterns_[at];
  const std::uint64_t n = random();
  time_ms_ += 400 + static_cast<std::int64_t>(n % 2000);

  std::optional<Opinion> opinion;
  if (wants_judge && n % 40 != 0) opinion = opinion_of(n % 6 != 0, n % 1000);
  Decision decision = policy::settle(pattern.evaluation.verdict, opinion, *pattern.holding.policy);
  char id[37];
  std::snprintf(id, sizeof id, "%08llx-%04llx-7000-8000-%012llx",
                static_cast<unsigned long long>(time_ms_ >> 16),
                static_cast<unsigned long long>(time_ms_ & 0xffff),
                static_cast<unsigned long long>(++count_));
  decision.id = id;
  const std::string session = std::to_string(count_ / rows_of_session);
  pattern.call.session =
      "5e5510a1-0000-4000-8000-" + std::string(12 - session.size(), '0') + session;
  pattern.call.agent = count_ / rows_of_session % 5 == 0 ? "codex" : "claude-code";
  pattern.holding.root =
      count_ / rows_of_session % 11 == 0 ? "/home/dev/src/other" : pattern.call.cwd;
  pattern.circumstances.time_ms = time_ms_;
  pattern.circumstances.uid = 1000;
  pattern.circumstances.pid = 4000 + count_ % 1000;
  pattern.circumstances.evaluate_us = 20 + static_cast<std::int64_t>(n % 300);
  pattern.circumstances.judge_us = opinion ? static_cast<std::int64_t>(opinion->latency_us) : 0;
  pattern.circumstances.latency_us =
      pattern.circumstances.evaluate_us + pattern.circumstances.judge_us + 150;
  return server::row_of(pattern.call, pattern.evaluation, decision, pattern.holding, pattern.facts,
                        pattern.circumstances);
}

void make_log(const std::string& path, std::int64_t rows, std::uint64_t seed) {
  StoreOptions options;
  options.path = path;
  Appender appender(options);
  Rows source(seed);
  std::vector<Record> records;
  for (std::int64_t made = 0; made < rows; made += batch) {
    records.clear();
    for (std::int64_t i = made; i < std::min(rows, made + batch); ++i) {
      records.push_back(source.next());
    }
    const Appender::Outcome outcome = appender.append(records);
    if (!outcome.commit.ok()) {
      std::fprintf(stderr, "%s\n", outcome.commit.faults()[0].message().c_str());
      return;
    }
    appender.tidy();
  }
}

}  // namespace gavel::audit
