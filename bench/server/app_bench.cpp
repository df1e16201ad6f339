// POST /v1/judge for a static allow over the Unix socket, beside a bare Beast echo of the same
// bytes. Both servers live in this process, each on its own thread; requests alternate over two
// kept-alive connections, so that both meet the same machine.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/app.h"
#include "server/net/descriptor.h"

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Local = asio::local::stream_protocol;
using Clock = std::chrono::steady_clock;

asio::awaitable<void> echo(Local::socket socket) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code error;
  while (!error) {
    http::request<http::string_body> request;
    co_await http::async_read(socket, buffer, request,
                              asio::redirect_error(asio::use_awaitable, error));
    if (error) break;
    http::response<http::string_body> response(http::status::ok, 11);
    response.body() = std::move(request.body());
    response.prepare_payload();
    co_await http::async_write(socket, response, asio::redirect_error(asio::use_awaitable, error));
  }
}

asio::awaitable<void> accept(Local::acceptor& acceptor) {
  boost::system::error_code error;
  while (!error) {
    Local::socket socket =
        co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) asio::co_spawn(acceptor.get_executor(), echo(std::move(socket)), asio::detached);
  }
}

class Echo {
 public:
  explicit Echo(const std::string& path) : acceptor_(io_, Local::endpoint(path)) {
    asio::co_spawn(io_, accept(acceptor_), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~Echo() {
    io_.stop();
    thread_.join();
  }

 private:
  asio::io_context io_{1};
  Local::acceptor acceptor_;
  std::thread thread_;
};

// One kept-alive connection; returns a reply's body.
class Client {
 public:
  explicit Client(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::perror("connect");
      std::abort();
    }
  }
  std::string ask(const std::string& request) {
    if (write(socket_.get(), request.data(), request.size()) < 0) std::abort();
    std::string reply;
    char chunk[8192];
    for (;;) {
      const ssize_t count = read(socket_.get(), chunk, sizeof chunk);
      if (count <= 0) std::abort();
      reply.append(chunk, static_cast<std::size_t>(count));
      const std::size_t head = reply.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const std::size_t field = reply.find("Content-Length: ");
      const std::size_t length = std::strtoul(reply.c_str() + field + 16, nullptr, 10);
      if (reply.size() >= head + 4 + length) return reply.substr(head + 4);
    }
  }

 private:
  gavel::net::Descriptor socket_;
};

double percentile(std::vector<double>& microseconds, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(microseconds.size() - 1));
  std::nth_element(microseconds.begin(), microseconds.begin() + at, microseconds.end());
  return microseconds[static_cast<std::size_t>(at)];
}

double timed(Client& client, const std::string& request) {
  const auto begun = Clock::now();
  benchmark::DoNotOptimize(client.ask(request));
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count();
}

// A gateway on a governed repository in a folder of its own.
class Stage {
 public:
  Stage() {
    char name[] = "/tmp/gavel-bench-XXXXXX";
    root_ = mkdtemp(name);
    std::filesystem::create_directories(root_ + "/repo/.git");
    std::ofstream(root_ + "/repo/judge.json") << R"({"version":1})";
    gavel::server::Options options;
    options.state = root_ + "/state";
    options.config = root_ + "/config";
    options.managed_policy = "";
    options.quiet = true;
    auto made = gavel::server::Gateway::start(options);
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
  std::string file(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
  std::unique_ptr<gavel::server::Gateway> gateway_;
  std::thread thread_;
};

void judge_beside_echo(benchmark::State& state) {
  const Stage stage;
  const Echo echo_server(stage.file("echo.sock"));
  Client judge(stage.file("state/gavel.sock"));
  Client floor(stage.file("echo.sock"));
  const std::string body =
      R"({"command":"git status --short && make -j4 test","cwd":")" + stage.file("repo") + "\"}";
  const std::string request = "POST /v1/judge HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  const std::string first = judge.ask(request);
  if (first.find("\"answer\":\"allow\"") == std::string::npos) {
    state.SkipWithError(("not allowed: " + first).c_str());
    return;
  }
  std::vector<double> judged, echoed;
  for (auto _ : state) {
    judged.push_back(timed(judge, request));
    echoed.push_back(timed(floor, request));
  }
  state.counters["judge_p50_us"] = percentile(judged, 0.5);
  state.counters["judge_p99_us"] = percentile(judged, 0.99);
  state.counters["echo_p50_us"] = percentile(echoed, 0.5);
  state.counters["echo_p99_us"] = percentile(echoed, 0.99);
  state.counters["p50_ratio"] = percentile(judged, 0.5) / percentile(echoed, 0.5);
}
BENCHMARK(judge_beside_echo)->Iterations(20'000)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
