// The static tier's latency through the gateway alone, beside a slow judge and beside a dead one,
// in turns within one run; and, so that the judge's part is told from that of more calls, beside
// agents as busy whose calls ask no judge. The label says whether the bound holds.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench/server/judge/endpoint.h"
#include "server/app.h"
#include "server/judge/tier.h"
#include "server/net/descriptor.h"

namespace gavel::judge::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double most_times = 1.5;
constexpr std::size_t askers = 48;  // more than may be in flight, so that a queue stands
constexpr std::chrono::milliseconds turn_time{1'000};  // more than a slow judge's round
constexpr std::size_t turns = 8;
constexpr std::chrono::milliseconds breath{300};  // of an agent between its calls

// A gateway whose user's policy names the endpoint, for a repository with a policy of its own.
class Stage {
 public:
  explicit Stage(const std::string& base_url) {
    char name[] = "/tmp/gavel-bench-XXXXXX";
    root_ = mkdtemp(name);
    std::filesystem::create_directories(root_ + "/repo/.git");
    std::filesystem::create_directories(root_ + "/config/gavel");
    std::ofstream(root_ + "/repo/judge.json") << R"({"version":1})";
    std::ofstream(root_ + "/config/gavel/judge.json")
        << R"({"version":1,"loops":{"same_shape":0,"same_denial_per_hour":0},)"
        << R"("judge":{"provider":"openai","model":"m","in_flight":32,"timeout_ms":2000,)"
        << R"("retries":0,"cache_ttl_s":0,"base_url":")" << base_url << "\"}}";
    server::Options options;
    options.state = root_ + "/state";
    options.config = root_ + "/config";
    options.managed_policy = "";
    options.quiet = true;
    auto made = server::Gateway::start(options);
    if (!made) {
      std::fprintf(stderr, "%s\n", made.faults()[0].message().c_str());
      std::abort();
    }
    gateway_ = std::move(made).value();
    thread_ = std::thread([this] { gateway_->run(false); });
  }
  ~Stage() {
    gateway_->stop();
    thread_.join();
    gateway_.reset();
    std::filesystem::remove_all(root_);
  }
  std::string socket() const { return root_ + "/state/gavel.sock"; }
  std::string repo() const { return root_ + "/repo"; }

 private:
  std::string root_;
  std::unique_ptr<server::Gateway> gateway_;
  std::thread thread_;
};

class Client {
 public:
  explicit Client(const Stage& stage)
      : repo_(stage.repo()), socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    stage.socket().copy(address.sun_path, sizeof address.sun_path - 1);
    if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::abort();
    }
  }

  // The reply; empty when the gateway closed the connection.
  std::string ask(const std::string& command, const std::string& session) {
    const std::string body =
        R"({"command":")" + command + R"(","session":")" + session + R"(","cwd":")" + repo_ + "\"}";
    const std::string request = "POST /v1/judge HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                                std::to_string(body.size()) + "\r\n\r\n" + body;
    if (send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return {};
    std::string reply;
    char chunk[8192];
    for (;;) {
      const ssize_t count = read(socket_.get(), chunk, sizeof chunk);
      if (count <= 0) return {};
      reply.append(chunk, static_cast<std::size_t>(count));
      const std::size_t head = reply.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const std::size_t field = reply.find("Content-Length: ");
      const std::size_t length = std::strtoul(reply.c_str() + field + 16, nullptr, 10);
      if (reply.size() >= head + 4 + length) return reply;
    }
  }

 private:
  std::string repo_;
  net::Descriptor socket_;
};

// Agents that call without end for as long as it lives, from the time that each has called once.
class Load {
 public:
  Load(const Stage& stage, std::string program) : program_(std::move(program)), begun_(askers) {
    for (std::size_t i = 0; i < askers; ++i) {
      threads_.emplace_back([&stage, i, this] { call(stage, i); });
    }
    begun_.wait();
    std::this_thread::sleep_for(breath);
  }
  ~Load() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  std::size_t answered() const { return answered_; }

 private:
  // They begin one after the other, as agents do, not all at the same instant.
  void call(const Stage& stage, std::size_t i) {
    Client client(stage);
    std::this_thread::sleep_for(breath * i / askers);
    begun_.count_down();
    for (std::size_t n = 0; !stop_; ++n) {
      const std::string folder = std::to_string(i) + "-" + std::to_string(n);
      if (client.ask(program_ + " folder" + folder, "load" + std::to_string(i)).empty()) return;
      ++answered_;
      std::this_thread::sleep_for(breath);
    }
  }

  std::string program_;
  std::latch begun_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> answered_{0};
  std::vector<std::thread> threads_;
};

void time_static(const Stage& stage, std::vector<double>& microseconds) {
  Client client(stage);
  for (const auto end = Clock::now() + turn_time; Clock::now() < end;) {
    const auto begun = Clock::now();
    const std::string reply = client.ask("git status --short", "static");
    microseconds.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begun).count());
    if (reply.find("\"answer\":\"allow\"") == std::string::npos) {
      std::fprintf(stderr, "not allowed: %s\n", reply.c_str());
      std::abort();
    }
  }
}

double percentile(std::vector<double> values, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

void static_beside(benchmark::State& state, std::optional<std::chrono::milliseconds> pause) {
  const Endpoint endpoint(pause);
  const Stage stage(endpoint.base_url());
  std::vector<double> alone;
  std::vector<double> beside_calls;
  std::vector<double> beside;
  std::size_t answered = 0;
  for (auto _ : state) {
    for (std::size_t turn = 0; turn < turns; ++turn) {
      time_static(stage, alone);
      {
        const Load load(stage, "mkdir");
        time_static(stage, beside_calls);
      }
      const Load load(stage, "rm -rf");
      time_static(stage, beside);
      answered += load.answered();
    }
  }
  const double ratio = percentile(beside, 0.99) / percentile(alone, 0.99);
  state.counters["alone_p50_us"] = percentile(alone, 0.5);
  state.counters["alone_p99_us"] = percentile(alone, 0.99);
  state.counters["beside_calls_p99_us"] = percentile(beside_calls, 0.99);
  state.counters["beside_p50_us"] = percentile(beside, 0.5);
  state.counters["beside_p99_us"] = percentile(beside, 0.99);
  state.counters["p99_ratio"] = ratio;
  state.counters["asked"] = static_cast<double>(endpoint.asked());
  state.counters["answered"] = static_cast<double>(answered);
  state.SetLabel(ratio > most_times ? "OVER the bound of 1.5" : "within the bound of 1.5");
}

void static_beside_a_slow_judge(benchmark::State& state) {
  static_beside(state, std::chrono::milliseconds(300));
}
void static_beside_a_dead_judge(benchmark::State& state) {
  static_beside(state, std::nullopt);
}
BENCHMARK(static_beside_a_slow_judge)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(static_beside_a_dead_judge)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace gavel::judge::bench
