// What parsing costs beside the floor: a bare tokenizer over the same bytes in the same run.
#include <string>

#include <benchmark/benchmark.h>

#include "rules/shell/bytes.h"
#include "rules/shell/parser.h"
#include "tests/rules/shell/adversarial.h"

namespace gavel::shell {
namespace {

// 200 bytes of the kind agents write.
const std::string& everyday() {
  static const std::string text =
      "cd \"$HOME/src/project\" && git add -A && git commit -m 'Fix the parser: words after > f' "
      "&& for f in src/*.cpp; do clang-format -i \"$f\"; done; npm test 2>&1 | tee out.log | grep "
      "-n FAIL || echo \"ok $?\"";
  return text;
}

std::string repeated(std::size_t size) {
  std::string text;
  while (text.size() + everyday().size() < size) (text += everyday()) += '\n';
  return text;
}

// Splits at metacharacters and passes over quotes; builds nothing.
std::size_t tokens(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\'' || c == '"') {
      const std::size_t close = text.find(c, at + 1);
      at = close == std::string_view::npos ? text.size() : close + 1;
    } else if (is(c, metacharacter)) {
      ++at;
    } else {
      while (at < text.size() && !is(text[at], metacharacter) && text[at] != '\'' &&
             text[at] != '"') {
        ++at;
      }
    }
    ++count;
  }
  return count;
}

void floor_everyday(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(tokens(everyday()));
}
BENCHMARK(floor_everyday);

void parse_everyday(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse(everyday()).root);
  state.counters["bytes"] = static_cast<double>(everyday().size());
}
BENCHMARK(parse_everyday);

void floor_100k(benchmark::State& state) {
  const std::string text = repeated(100'000);
  for (auto _ : state) benchmark::DoNotOptimize(tokens(text));
}
BENCHMARK(floor_100k)->Unit(benchmark::kMicrosecond);

void parse_100k(benchmark::State& state) {
  const std::string text = repeated(100'000);
  for (auto _ : state) benchmark::DoNotOptimize(parse(text).root);
}
BENCHMARK(parse_100k)->Unit(benchmark::kMicrosecond);

// Every adversarial text at 64 KB; the index is that of adversaries().
void parse_adversarial(benchmark::State& state) {
  const Adversary& each = adversaries()[static_cast<std::size_t>(state.range(0))];
  const std::string text = adversarial(each, 65'536);
  for (auto _ : state) benchmark::DoNotOptimize(parse(text).root);
  state.SetLabel(std::string(each.head) + std::string(each.unit.substr(0, each.unit.find('\n'))));
}
BENCHMARK(parse_adversarial)
    ->DenseRange(0, static_cast<int>(adversaries().size()) - 1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gavel::shell
