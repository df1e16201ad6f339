#include "clients/hook/sighting.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/hook/clock.h"

namespace gavel::hook {
namespace {

constexpr char seen = 'y';
constexpr char not_seen = 'n';

// The agent waits until nobody holds its pipes any more: the child must not be one who does.
[[noreturn]] void answer(int to, bool (*look)(const void*), const void* what) {
  for (int fd = 0; fd <= 2; ++fd) close(fd);
  const char word = look(what) ? seen : not_seen;
  _exit(write(to, &word, 1) == 1 ? 0 : 1);
}

bool readable(int fd, const Deadline& deadline) {
  pollfd wait{fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = poll(&wait, 1, deadline.left());
  } while (ready < 0 && errno == EINTR && !deadline.passed());
  return ready > 0;
}

}  // namespace

Sighting look_within(int milliseconds, bool (*look)(const void* what), const void* what) {
  const Deadline deadline(milliseconds);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Sighting::unknown;
  const pid_t child = fork();
  if (child == 0) answer(ends[1], look, what);
  close(ends[1]);
  char word = 0;
  const bool answered = child > 0 && readable(ends[0], deadline) && read(ends[0], &word, 1) == 1;
  close(ends[0]);
  if (child > 0) {
    if (!answered) kill(child, SIGKILL);
    waitpid(child, nullptr, answered ? 0 : WNOHANG);
  }
  if (!answered) return Sighting::unknown;
  return word == not_seen ? Sighting::no : Sighting::yes;
}

}  // namespace gavel::hook
