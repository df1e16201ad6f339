// gavel-sh: stands where an agent expects its shell. Asks the gateway about what it was told to
// run, then becomes the real shell. For agents that have no hooks.
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "clients/hook/consult.h"
#include "clients/hook/input.h"
#include "clients/shell/commands.h"
#include "clients/shell/quote.h"

namespace gavel::sh {
namespace {

constexpr const char* shells[] = {"/bin/bash", "/usr/bin/bash", "/bin/sh"};
constexpr int refused = 126;  // as a shell says that a command cannot be executed
constexpr long patience_ms = 36000;
constexpr int most_words = 4096;

// The gateway judges at most 131,071 bytes.
using Script = hook::Text<131072>;

const char* real_shell() {
  for (const char* shell : shells) {
    if (access(shell, X_OK) == 0) return shell;
  }
  return nullptr;
}

[[noreturn]] void become(const char* shell, char** arguments) {
  arguments[0] = const_cast<char*>(shell);
  execv(shell, arguments);
  perror("gavel-sh");
  _exit(refused);
}

int refuse(const char* reason) {
  fprintf(stderr, "%s\n", reason);
  return refused;
}

int outage(hook::View body, const char* what) {
  const hook::Sighting seen = hook::governed(body);
  if (seen == hook::Sighting::no) return 0;
  fprintf(stderr,
          "[gavel] unavailable: %s%s. This is an outage of the gateway, not a judgement of the "
          "command; ask the user to run `gavel doctor`.\n",
          what, seen == hook::Sighting::unknown ? hook::not_seen_in_time : "");
  return refused;
}

// Standard input as a whole, in `text`, and once more from its start for the shell to read.
bool take_input(Script& text) {
  const int copy = memfd_create("gavel-sh", MFD_CLOEXEC);
  if (copy < 0) return false;
  static char block[65536];
  for (;;) {
    const ssize_t size = read(0, block, sizeof block);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    if (size == 0) break;
    const hook::View part(block, static_cast<size_t>(size));
    // A shell passes over NUL; what we would judge were then another text.
    if (memchr(part.data, 0, part.size) != nullptr) return false;
    if (!text.add(part).fits() || write(copy, part.data, part.size) != size) return false;
  }
  return lseek(copy, 0, SEEK_SET) == 0 && dup2(copy, 0) == 0;
}

// 0 when the command may run.
int judge(const char* shell, int count, char** words) {
  static Body body;
  static char cwd[PATH_MAX];
  if (getcwd(cwd, sizeof cwd) == nullptr) return refuse("gavel-sh: no working folder");
  if (!call_body(shell, count, words, cwd, body)) {
    return refuse("gavel-sh: the command is too long to be judged");
  }
  hook::Gateway gateway;
  gateway.owner = getuid();
  hook::complete(gateway);
  static hook::Reply reply;
  const hook::Agent* agent = hook::find_agent("gavel");
  const hook::Deadline deadline(patience_ms);
  const char* wrong = hook::consult(*agent, gateway, body.view(), deadline, reply);
  if (wrong != nullptr) return outage(body.view(), wrong);
  const hook::View text = reply.body.view();
  if (text.empty() || text.is("{\"decision\":\"allow\"}\n")) return 0;
  static hook::Reason reason;
  return refuse(hook::find_reason(text, reason) ? reason.c_str() : reply.body.c_str());
}

// What is read from standard input is judged as if it had been given with -c.
int judge_input(const char* shell, int count, char** arguments, int operands) {
  static Script text;
  if (!take_input(text)) {
    return refuse("gavel-sh: what stands on standard input cannot be judged");
  }
  static char flag[] = "-c";
  static char name[] = "bash";
  static char* words[most_words];
  const int given = count - operands;
  if (given + 3 > most_words) return refuse("gavel-sh: too many arguments to be judged");
  words[0] = flag;
  words[1] = const_cast<char*>(text.c_str());
  words[2] = name;
  for (int i = 0; i < given; ++i) words[3 + i] = arguments[operands + i];
  return judge(shell, 3 + given, words);
}

int run(int count, char** arguments) {
  const char* shell = real_shell();
  if (shell == nullptr) return refuse("gavel-sh: there is no shell to become");
  const Commands commands = commands_of(count, arguments);
  int verdict = 0;
  if (commands.from == Source::arguments) {
    verdict = judge(shell, count - 1, arguments + 1);
  } else if (isatty(0) != 0) {
    fputs("gavel-sh: what you type here is not judged\n", stderr);
  } else {
    verdict = judge_input(shell, count, arguments, commands.operands);
  }
  if (verdict != 0) return verdict;
  signal(SIGPIPE, SIG_DFL);
  become(shell, arguments);
}

}  // namespace
}  // namespace gavel::sh

int main(int count, char** arguments) {
  signal(SIGPIPE, SIG_IGN);
  return gavel::sh::run(count, arguments);
}
