#include "clients/cli/process.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gavel::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Pipe {
  int read = -1;
  int write = -1;
  ~Pipe() {
    close_read();
    close_write();
  }
  bool open() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
  void close_read() { shut(read); }
  void close_write() { shut(write); }
  static void shut(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
};

Fault broken(const std::string& program, int why) {
  return {FaultKind::io, program, std::string("cannot be run: ") + std::strerror(why), ""};
}

int start(const std::vector<std::string>& words, const Pipe& in, const Pipe& out, const Pipe& err,
          pid_t& child) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read, 0);
  posix_spawn_file_actions_adddup2(&actions, out.write, 1);
  posix_spawn_file_actions_adddup2(&actions, err.write, 2);
  const int why = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return why;
}

void take(int& fd, std::string& into) {
  char block[65536];
  const ssize_t count = read(fd, block, sizeof block);
  if (count > 0) {
    into.append(block, static_cast<std::size_t>(count));
  } else if (count == 0 || errno != EINTR) {
    Pipe::shut(fd);
  }
}

void give(int& fd, const std::string& input, std::size_t& sent) {
  const ssize_t count = write(fd, input.data() + sent, input.size() - sent);
  if (count > 0) sent += static_cast<std::size_t>(count);
  const bool failed = count < 0 && errno != EINTR && errno != EAGAIN;
  if (failed || sent == input.size()) Pipe::shut(fd);
}

// False when the time is out before both outputs are closed.
bool talk(Pipe& in, Pipe& out, Pipe& err, const std::string& input, milliseconds patience,
          Ran& ran) {
  const auto end = steady_clock::now() + patience;
  std::size_t sent = 0;
  fcntl(in.write, F_SETFL, O_NONBLOCK);
  if (input.empty()) in.close_write();
  while (out.read >= 0 || err.read >= 0) {
    pollfd ready[3] = {{in.write, POLLOUT, 0}, {out.read, POLLIN, 0}, {err.read, POLLIN, 0}};
    const auto left = std::chrono::duration_cast<milliseconds>(end - steady_clock::now()).count();
    if (left <= 0) return false;
    if (poll(ready, 3, static_cast<int>(left)) < 0 && errno != EINTR) return false;
    if (ready[0].revents != 0) give(in.write, input, sent);
    if (ready[1].revents != 0) take(out.read, ran.out);
    if (ready[2].revents != 0) take(err.read, ran.err);
  }
  return true;
}

}  // namespace

Result<Ran> run_program(const std::vector<std::string>& words, const std::string& input,
                        milliseconds patience) {
  Pipe in;
  Pipe out;
  Pipe err;
  if (!in.open() || !out.open() || !err.open()) return broken(words.front(), errno);
  signal(SIGPIPE, SIG_IGN);
  pid_t child = 0;
  const int why = start(words, in, out, err, child);
  if (why != 0) return broken(words.front(), why);
  in.close_read();
  out.close_write();
  err.close_write();
  Ran ran;
  const bool done = talk(in, out, err, input, patience, ran);
  if (!done) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!done) {
    return Fault{FaultKind::unavailable, words.front(), "was not done in time",
                 "it was ended after " + std::to_string(patience.count()) + " ms"};
  }
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ran;
}

}  // namespace gavel::cli
