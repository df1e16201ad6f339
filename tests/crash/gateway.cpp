#include "tests/crash/gateway.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/server/net/client.h"

namespace gavel::crash {
namespace {

using nlohmann::json;

// What the callers propose: passed, judged by the rubric, denied.
constexpr const char* commands[] = {"ls -la",   "git status",  "make test",    "git reset --hard",
                                    "rm -rf /", "npm publish", "cat README.md"};

[[noreturn]] void become_gateway(const Place& place, int errors) {
  ::dup2(errors, STDERR_FILENO);
  ::setenv("HOME", place.folder.c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", (place.folder + "/config").c_str(), 1);
  const std::string socket = place.socket();
  const std::string state = place.state();
  ::execl(place.gavel.c_str(), "gavel", "serve", "--socket", socket.c_str(), "--state",
          state.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

// One whole answer on a connection that stays open; "" when the gateway went away.
std::string take_answer(const net::Descriptor& socket) {
  std::string text;
  char chunk[8192];
  for (;;) {
    const ssize_t count = ::recv(socket.get(), chunk, sizeof chunk, 0);
    if (count <= 0) return "";
    text.append(chunk, static_cast<std::size_t>(count));
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) continue;
    const std::size_t field = text.find("Content-Length: ");
    if (field == std::string::npos || field > end) return "";
    const auto size = static_cast<std::size_t>(std::atoll(text.c_str() + field + 16));
    if (text.size() >= end + 4 + size) return text.substr(end + 4, size);
  }
}

}  // namespace

Child::Child(const Place& place) {
  int pipe[2] = {-1, -1};
  if (::pipe2(pipe, O_CLOEXEC) != 0) return;
  pid_ = ::fork();
  if (pid_ == 0) become_gateway(place, pipe[1]);
  ::close(pipe[1]);
  errors_ = pipe[0];
  if (!wait_until_it_serves()) kill();
}

Child::~Child() {
  kill();
  if (errors_ >= 0) ::close(errors_);
}

bool Child::wait_until_it_serves() {
  char c = 0;
  while (said_.find("serving on") == std::string::npos) {
    if (::read(errors_, &c, 1) != 1) return false;
    said_ += c;
  }
  return true;
}

void Child::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

Load::Load(const Place& place, std::size_t callers, std::size_t round) : live_(callers) {
  for (std::size_t i = 0; i < callers; ++i) {
    threads_.emplace_back([this, place, i, round] { call(place, i, round); });
  }
}

Load::~Load() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Load::call(const Place& place, std::size_t caller, std::size_t round) {
  const net::Descriptor socket = net::test::dial(place.socket());
  for (std::size_t n = 0; socket.open(); ++n) {
    const char* command = commands[(n + caller) % std::size(commands)];
    const std::string session = std::to_string(round) + "-" + std::to_string(caller);
    const std::string body =
        json({{"command", command}, {"cwd", place.repo()}, {"session", session}}).dump();
    if (!net::test::put(socket, net::test::post("/v1/judge", body, ""))) break;
    const json decision = json::parse(take_answer(socket), nullptr, false);
    if (!decision.is_object() || !decision.contains("id")) break;
    note(decision["id"].get<std::string>());
  }
  const std::lock_guard lock(mutex_);
  --live_;
  changed_.notify_all();
}

void Load::note(std::string id) {
  const std::lock_guard lock(mutex_);
  ids_.push_back(std::move(id));
  changed_.notify_all();
}

void Load::wait_for(std::size_t decisions) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ids_.size() >= decisions || live_ == 0; });
}

std::vector<std::string> Load::acknowledged() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  return ids_;
}

}  // namespace gavel::crash
