// Questions to a log of GAVEL_BENCH_ROWS rows (default 50,000), or to the one GAVEL_BENCH_LOG
// names.
#include <cstdlib>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>

#include "bench/server/audit/rows.h"
#include "server/audit/query.h"
#include "server/audit/verify.h"

namespace gavel::audit {
namespace {

constexpr std::int64_t page = 50;

// Made at the first question, gone at the end.
class Log {
 public:
  Log() {
    if (const char* given = std::getenv("GAVEL_BENCH_LOG")) {
      path_ = given;
      return;
    }
    const char* rows = std::getenv("GAVEL_BENCH_ROWS");
    std::string name = (std::filesystem::temp_directory_path() / "gavel-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
    path_ = folder_ + "/audit.db";
    make_log(path_, rows != nullptr ? std::atoll(rows) : 50'000, 1);
  }
  ~Log() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string folder_;
  std::string path_;
};

const std::string& path() {
  static const Log log;
  return log.path();
}

void list(benchmark::State& state, const Filter& filter, bool deep) {
  Result<Reader> reader = Reader::open(path());
  if (!reader.ok()) return state.SkipWithError("no log");
  const std::int64_t middle = deep ? reader->last()->seq / 2 : 0;
  std::size_t rows = 0;
  for (auto _ : state) {
    const auto page_of = reader->list(
        filter, page, deep ? std::optional<std::int64_t>(middle) : std::nullopt, Width::brief);
    if (!page_of.ok()) return state.SkipWithError("a fault");
    rows = page_of->size();
  }
  state.counters["rows"] = static_cast<double>(rows);
}

void verify(benchmark::State& state) {
  for (auto _ : state) {
    const Result<Verified> verified = verify_log(path());
    if (!verified.ok() || verified->broken) return state.SkipWithError("it does not hold");
    state.SetItemsProcessed(state.items_processed() + verified->rows);
  }
}

void verify_at_start(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(verify_newest(path()).ok());
}

void count_by_rule(benchmark::State& state) {
  Result<Reader> reader = Reader::open(path());
  if (!reader.ok()) return state.SkipWithError("no log");
  for (auto _ : state) benchmark::DoNotOptimize(reader->counts({}, By::rule).ok());
}

Filter with(std::string Filter::*member, const char* value) {
  Filter filter;
  filter.*member = value;
  return filter;
}

struct Question {
  const char* name;
  Filter filter;
  bool deep;
};

void register_all() {
  Filter both = with(&Filter::answer, "deny");
  both.repo = "/home/dev/src/other";
  const Question questions[] = {
      {"newest", {}, false},
      {"page in the middle", {}, true},
      {"answer deny", with(&Filter::answer, "deny"), false},
      {"answer deny in the middle", with(&Filter::answer, "deny"), true},
      {"class unavailable", with(&Filter::why, "unavailable"), false},
      {"ruling escalate", with(&Filter::ruling, "escalate"), false},
      {"rule git.*", with(&Filter::rule, "git.*"), false},
      {"risk critical (none)", with(&Filter::risk, "critical"), false},
      {"agent codex", with(&Filter::agent, "codex"), false},
      {"another repository", with(&Filter::repo, "/home/dev/src/other"), false},
      {"denied there", both, false},
      {"text 'git push'", with(&Filter::text, "git push"), false},
      {"text 'git'", with(&Filter::text, "git"), false},
      {"text found nowhere", with(&Filter::text, "zebra"), false},
  };
  for (const Question& question : questions) {
    benchmark::RegisterBenchmark(
        ("list/" + std::string(question.name)).c_str(),
        [question](benchmark::State& state) { list(state, question.filter, question.deep); })
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark("verify", verify)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("verify at start", verify_at_start)->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("count by rule", count_by_rule)->Unit(benchmark::kMillisecond);
}

const bool registered = (register_all(), true);

}  // namespace
}  // namespace gavel::audit
