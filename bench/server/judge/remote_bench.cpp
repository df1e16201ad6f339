// 200 escalations at once against an endpoint that takes 300 ms, 32 in flight: order, bounds and
// memory, of which the label says whether they hold, and how long it takes beside the best that the
// limit admits.
#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include "bench/server/judge/endpoint.h"
#include "server/judge/remote.h"

namespace gavel::judge::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t questions = 200;
constexpr std::size_t in_flight = 32;
constexpr std::chrono::milliseconds pause{300};
constexpr double most_bytes_each = 256 * 1024;

struct Asked {
  explicit Asked(const std::string& base_url, std::size_t number)
      : question{call, evaluation, policy, "/repo", "", {}} {
    call.tool = "Bash";
    call.kind = ToolKind::shell;
    call.cwd = "/repo";
    call.session = "s";
    call.command = "rm -rf folder" + std::to_string(number);
    evaluation.verdict.ruling = Ruling::escalate;
    evaluation.verdict.risk = Risk::medium;
    policy::Judge& judge = policy.judge;
    judge.endpoint.provider = policy::Provider::openai;
    judge.endpoint.base_url = base_url;
    judge.endpoint.model = "m";
    judge.in_flight = in_flight;
    judge.timeout_ms = 60'000;
    judge.second_look = false;
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  Call call;
  policy::Evaluation evaluation;
  policy::Policy policy;
  Question question;
};

double heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

struct Outcome {
  std::vector<std::size_t> order;
  std::size_t denied = 0;
  double peak_bytes = 0;
  double seconds = 0;
};

Outcome ask_all(const std::string& base_url) {
  asio::io_context context(1);
  Surroundings around = real_surroundings(context.get_executor());
  RemoteJudge judge(std::move(around));
  std::vector<std::unique_ptr<Asked>> asked;
  for (std::size_t i = 0; i < questions; ++i) {
    asked.push_back(std::make_unique<Asked>(base_url, i));
  }
  Outcome outcome;
  const double before = heap_bytes();
  const auto begun = Clock::now();
  for (std::size_t i = 0; i < questions; ++i) {
    asio::co_spawn(context, judge.ask(asked[i]->question, begun + std::chrono::minutes(1)),
                   [&, i](std::exception_ptr, const Opinion& opinion) {
                     outcome.order.push_back(i);
                     if (opinion.verdict == Opinion::Verdict::deny) ++outcome.denied;
                     if (outcome.order.size() == questions) context.stop();
                   });
  }
  while (!context.stopped()) {
    context.run_one();
    outcome.peak_bytes = std::max(outcome.peak_bytes, heap_bytes() - before);
  }
  outcome.seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  return outcome;
}

// How far the most displaced question is from its place in the order of asking.
std::size_t displacement(const std::vector<std::size_t>& order) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    most = std::max(most, order[i] > i ? order[i] - i : i - order[i]);
  }
  return most;
}

// Which bound does not hold; the figures are printed all the same.
const char* broken(const Endpoint& endpoint, const Outcome& outcome, double bytes_each) {
  if (outcome.denied != questions || endpoint.asked() != questions) {
    return "BROKEN: not every question was asked once and answered";
  }
  if (endpoint.most_at_once() > in_flight) return "BROKEN: more in flight than the limit";
  if (displacement(outcome.order) >= in_flight)
    return "BROKEN: out of order by more than the width";
  if (bytes_each > most_bytes_each) return "BROKEN: too much memory";
  return "order, bounds and memory hold";
}

void escalations_at_once(benchmark::State& state) {
  for (auto _ : state) {
    const Endpoint endpoint(pause);
    const Outcome outcome = ask_all(endpoint.base_url());
    const double rounds = std::ceil(static_cast<double>(questions) / in_flight);
    const double each = outcome.peak_bytes / questions;
    state.counters["seconds"] = outcome.seconds;
    state.counters["best_seconds"] = rounds * std::chrono::duration<double>(pause).count();
    state.counters["most_at_once"] = static_cast<double>(endpoint.most_at_once());
    state.counters["displacement"] = static_cast<double>(displacement(outcome.order));
    state.counters["peak_KiB_each"] = each / 1024;
    state.SetLabel(broken(endpoint, outcome, each));
  }
}
BENCHMARK(escalations_at_once)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace gavel::judge::bench
