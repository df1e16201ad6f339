// gavel-sh: stands where an agent expects its shell. Asks the gateway about what it was told to
// run, then becomes the real shell. For agents that have no hooks.
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "clients/hook/consult.h"
#include "clients/shell/quote.h"

namespace gavel::sh {
namespace {

constexpr const char* shells[] = {"/bin/bash", "/usr/bin/bash", "/bin/sh"};
constexpr int refused = 126;  // as a shell says that a command cannot be executed
constexpr long patience_ms = 36000;

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

// Options without -c or a script, and a person before it: nothing to judge yet.
bool is_interactive(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    const hook::View word = arguments[i];
    const bool option = word.size > 1 && (word.data[0] == '-' || word.data[0] == '+');
    const bool has_c =
        option && word.data[1] != '-' && memchr(word.data, 'c', word.size) != nullptr;
    if (!option || has_c) return false;
  }
  return isatty(0) != 0;
}

int refuse(const char* reason) {
  fprintf(stderr, "%s\n", reason);
  return refused;
}

int outage(hook::View body, const char* what) {
  if (!hook::governed(body)) return 0;
  fprintf(stderr,
          "[gavel] unavailable: %s. This is an outage of the gateway, not a judgement of the "
          "command; ask the user to run `gavel doctor`.\n",
          what);
  return refused;
}

// 0 when the command may run.
int judge(const char* shell, int count, char** arguments) {
  static Body body;
  static char cwd[PATH_MAX];
  if (getcwd(cwd, sizeof cwd) == nullptr) return refuse("gavel-sh: no working folder");
  // bash reads its commands from standard input when it is given none.
  static char from_input[] = "-s";
  char* alone[] = {from_input};
  char** words = count > 1 ? arguments + 1 : alone;
  if (!call_body(shell, count > 1 ? count - 1 : 1, words, cwd, body)) {
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
  return refuse(reply.body.c_str());
}

int run(int count, char** arguments) {
  const char* shell = real_shell();
  if (shell == nullptr) return refuse("gavel-sh: there is no shell to become");
  if (is_interactive(count, arguments)) {
    fputs("gavel-sh: what you type here is not judged\n", stderr);
    become(shell, arguments);
  }
  const int verdict = judge(shell, count, arguments);
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
