// What a policy costs to make: reading and compiling a typical judge.json, joining loaded layers,
// and two policies into the strictest of both.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "policy/layers.h"
#include "policy/starter.h"
#include "policy/strictest.h"

namespace gavel::policy {
namespace {

Source typical() {
  const RepositoryFacts facts = {
      {"package.json", "pyproject.toml", "alembic.ini", "fly.toml", "Dockerfile", "Makefile"},
      "main",
      {"main", "release/1"},
      {"git@example.com:a/b.git"}};
  return {LayerKind::repository, "judge.json", starter_text(facts), "/repo", true};
}

// Patterns without examples, each different.
Source with_patterns(std::int64_t count) {
  std::string rules;
  for (std::int64_t i = 0; i < count; ++i) {
    rules += (i > 0 ? ",\n" : "") + std::string(R"({"id": "repo.)") + std::to_string(i) +
             R"(", "pattern": "(?i)deploy-)" + std::to_string(i) +
             R"(\\s+prod(uction)?", "reason": "r"})";
  }
  return {LayerKind::repository, "judge.json", "{\"rules\": {\"deny\": [" + rules + "]}}", "/repo",
          true};
}

void run_load(benchmark::State& state, const Source& source) {
  benchmark::DoNotOptimize(embedded().ruleset);  // the shipped packs are compiled by now
  for (auto _ : state) {
    const Result<Layer> layer = load(source);
    if (!layer.ok()) state.SkipWithError(layer.faults().front().message().c_str());
    benchmark::DoNotOptimize(layer);
  }
  state.counters["bytes"] = static_cast<double>(source.text.size());
}

void load_typical(benchmark::State& state) {
  run_load(state, typical());
}
BENCHMARK(load_typical)->Unit(benchmark::kMicrosecond);

void load_patterns(benchmark::State& state) {
  run_load(state, with_patterns(state.range(0)));
}
BENCHMARK(load_patterns)->Arg(10)->Arg(100)->Arg(256)->Unit(benchmark::kMicrosecond);

// The most that an untrusted file may make us compile.
void load_largest_patterns(benchmark::State& state) {
  std::string rules;
  for (std::size_t i = 0; i < most_patterns; ++i) {
    rules += (i > 0 ? "," : "") + std::string(R"({"id": "r)") + std::to_string(i) +
             R"(", "pattern": "([a-z]{1,90}[0-9]{1,9})" + std::to_string(i) +
             R"(){1,20}", "reason": "r"})";
  }
  const Source source{LayerKind::repository, "judge.json",
                      "{\"rules\": {\"deny\": [" + rules + "]}}", "/repo", false};
  for (auto _ : state) benchmark::DoNotOptimize(load(source).ok());
}
BENCHMARK(load_largest_patterns)->Unit(benchmark::kMillisecond);

void merge_typical(benchmark::State& state) {
  const Result<Layer> layer = load(typical());
  for (auto _ : state) benchmark::DoNotOptimize(merge({*layer}, "/repo", {"codex", "/repo/src"}));
}
BENCHMARK(merge_typical)->Unit(benchmark::kMicrosecond);

void strictest_of_two(benchmark::State& state) {
  const Result<Policy> a = compose({typical()}, "/repo");
  const Result<Policy> b = compose({with_patterns(10)}, "/repo");
  for (auto _ : state) benchmark::DoNotOptimize(strictest(*a, *b));
}
BENCHMARK(strictest_of_two)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace gavel::policy
