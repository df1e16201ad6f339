// The hook client's whole life, fork to exit, beside the floor: an empty static binary, and one
// that only connects and echoes. The peer is a thread here that answers at once, so that what is
// measured is the client.
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

const std::string call =
    R"({"session_id":"s","cwd":"/tmp","hook_event_name":"PreToolUse","tool_name":"Bash",)"
    R"("tool_input":{"command":"ls -la"}})";

// Answers every connection with the same reply as soon as anything has been read.
class Peer {
 public:
  Peer() {
    path_ = "/tmp/gavel-bench-" + std::to_string(getpid()) + ".sock";
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::strncpy(name.sun_path, path_.c_str(), sizeof name.sun_path - 1);
    unlink(path_.c_str());
    if (bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) != 0) std::abort();
    if (listen(listener_, 64) != 0) std::abort();
    thread_ = std::thread([this] { serve(); });
  }
  ~Peer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
    unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  void serve() {
    const std::string body =
        R"({"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"allow",)"
        R"("permissionDecisionReason":"ordinary work"}})"
        "\n";
    const std::string reply =
        "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    for (;;) {
      const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      char block[4096];
      std::string seen;
      // The whole call has arrived when its last byte has.
      while (seen.find("\"ls -la\"}}") == std::string::npos) {
        const ssize_t count = read(fd, block, sizeof block);
        if (count <= 0) break;
        seen.append(block, static_cast<std::size_t>(count));
      }
      if (write(fd, reply.data(), reply.size()) < 0) std::abort();
      close(fd);
    }
  }

  std::string path_;
  int listener_ = -1;
  std::thread thread_;
};

void run(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) std::abort();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  if (posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ) != 0) {
    std::abort();
  }
  posix_spawn_file_actions_destroy(&actions);
  close(ends[0]);
  if (write(ends[1], call.data(), call.size()) < 0) std::abort();
  close(ends[1]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) std::abort();
}

void empty_static_binary(benchmark::State& state) {
  signal(SIGPIPE, SIG_IGN);
  int status = 0;
  char* arguments[] = {const_cast<char*>(GAVEL_FLOOR_BINARY), nullptr};
  for (auto _ : state) {
    pid_t child = 0;
    posix_spawn(&child, GAVEL_FLOOR_BINARY, nullptr, nullptr, arguments, environ);
    waitpid(child, &status, 0);
  }
}

void connect_and_echo(benchmark::State& state) {
  const Peer peer;
  for (auto _ : state) run({GAVEL_FLOOR_BINARY, peer.path()});
}

void gavel_hook(benchmark::State& state) {
  const Peer peer;
  for (auto _ : state) {
    run({GAVEL_HOOK_BINARY, "claude-code", "--socket", peer.path(), "--no-start"});
  }
}

BENCHMARK(empty_static_binary)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(connect_and_echo)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(gavel_hook)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
