// What describing one typical command line costs; the catalogue is compiled before the clock
// starts.
#include <benchmark/benchmark.h>

#include "rules/commands/describe.h"
#include "rules/inline/scan.h"
#include "tests/rules/commands/words.h"

namespace gavel::commands {
namespace {

constexpr const char* lines[] = {
    "ls -la src",
    "grep -rn 'func main' --include=*.go .",
    "git log --oneline -20",
    "go test -run TestX -count=1 ./...",
    "rm -rf build/tmp out",
    "sed -n '1,80p' src/a.c",
    "find . -name '*.go' -not -path ./vendor",
    "curl -sSL -o /tmp/x https://example.test/x",
};

void describe_line(benchmark::State& state) {
  const auto words = gavel::testing::split_words(lines[state.range(0)]);
  const Inputs inputs;
  NoFacts facts;
  const Invocation invocation{words, "/repo", false, {}, {}, false, inputs, facts};
  benchmark::DoNotOptimize(describe(invocation));
  for (auto _ : state) benchmark::DoNotOptimize(describe(invocation));
  state.SetLabel(lines[state.range(0)]);
}
BENCHMARK(describe_line)->DenseRange(0, std::size(lines) - 1);

void scan_python(benchmark::State& state) {
  constexpr const char* code =
      "import json,sys\nd=json.load(sys.stdin)\nfor r in d['rows']:\n  print(r['id'], "
      "r.get('x'))\n";
  for (auto _ : state) benchmark::DoNotOptimize(inline_code::scan("python", code));
}
BENCHMARK(scan_python);

}  // namespace
}  // namespace gavel::commands
