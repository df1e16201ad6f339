// A call's analysis with facts from a table: parsing, expansion, description, zones. Of every run
// the median and the 99th percentile of single analyses are printed, in microseconds.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "rules/analyse.h"
#include "rules/shell/parser.h"
#include "tests/rules/fake_facts.h"

namespace gavel::rules {
namespace {

// The shape of agents' calls: 118 bytes and two commands at the median, 654 and ten at the 95th
// percentile.
const char* const median =
    "cd /home/u/proj/pkg && grep -rn \"func NewServer\" --include='*.go' internal/server "
    "internal/handlers | head -40 && ls";
const char* const large =
    "cd /home/u/proj && git status --short && git diff --stat HEAD~1 | tail -20; for f in $(ls "
    "src/*.ts | head -5); do "
    "echo \"== $f\"; sed -n '1,40p' \"$f\" | grep -n import; done; VERSION=$(cat VERSION) && echo "
    "\"version $VERSION\" > "
    "build/version.txt; find . -name '*.orig' -not -path './node_modules/*' -print0 | xargs -0 rm "
    "-f; if [ -f Makefile ]; "
    "then make test 2>&1 | tee /tmp/test.log | tail -50; else npm test -- --runInBand 2>&1 | tail "
    "-50; fi; cat <<'END' > "
    "NOTES.md\nsome notes about the run\nEND\ngit add -A && git commit -m \"update the build\" && "
    "git log --oneline -3";

Inputs inputs() {
  Inputs made;
  made.repo_root = "/home/u/proj";
  made.home = "/home/u";
  return made;
}

Call call(const char* text) {
  Call made;
  made.tool = "Bash";
  made.kind = ToolKind::shell;
  made.cwd = "/home/u/proj";
  made.command = text;
  return made;
}

void run(benchmark::State& state, const char* text) {
  const Call proposed = call(text);
  const Inputs given = inputs();
  FakeFacts facts;
  using Clock = std::chrono::steady_clock;
  std::vector<double> took;
  for (auto _ : state) {
    const Clock::time_point begin = Clock::now();
    benchmark::DoNotOptimize(analyse(proposed, given, facts));
    took.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::sort(took.begin(), took.end());
  state.counters["p50_us"] = took[took.size() / 2];
  state.counters["p99_us"] = took[took.size() * 99 / 100];
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * proposed.command.size()));
}

void BM_ParseOnly(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(shell::parse(median));
}
void BM_AnalyseMedian(benchmark::State& state) {
  run(state, median);
}
void BM_AnalyseLarge(benchmark::State& state) {
  run(state, large);
}
void BM_AnalyseOneWord(benchmark::State& state) {
  run(state, "ls");
}
void BM_AnalyseDelete(benchmark::State& state) {
  run(state, "rm -rf build/cache ../other ~/.cache/x /tmp/y");
}

BENCHMARK(BM_ParseOnly);
BENCHMARK(BM_AnalyseOneWord);
BENCHMARK(BM_AnalyseMedian);
BENCHMARK(BM_AnalyseDelete);
BENCHMARK(BM_AnalyseLarge);

}  // namespace
}  // namespace gavel::rules
