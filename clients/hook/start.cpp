#include "clients/hook/start.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gavel::hook {
namespace {

struct Environment {
  Text<path_capacity + 8> home;
  Text<64> runtime;
  char path[48] = "PATH=/usr/local/bin:/usr/bin:/bin";
  char language[16] = "LANG=C.UTF-8";
  char* entries[5] = {};
};

void fill(Environment& environment) {
  const passwd* user = getpwuid(getuid());
  environment.home.add("HOME=").add(user != nullptr ? user->pw_dir : "/");
  Text<64> folder;
  folder.add("/run/user/").add_number(getuid());
  struct stat status {};
  const bool own = stat(folder.c_str(), &status) == 0 && status.st_uid == getuid();
  if (own) environment.runtime.add("XDG_RUNTIME_DIR=").add(folder.view());
  int count = 0;
  environment.entries[count++] = environment.path;
  environment.entries[count++] = environment.language;
  environment.entries[count++] = const_cast<char*>(environment.home.c_str());
  if (own) environment.entries[count++] = const_cast<char*>(environment.runtime.c_str());
}

[[noreturn]] void become_gateway(const char* binary, const char* socket, Environment& environment) {
  setsid();
  if (fork() != 0) _exit(0);  // the gateway is init's child: it outlives the agent, no zombie stays
  if (chdir("/") != 0) _exit(127);
  const int null_fd = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) dup2(null_fd, fd);
  if (null_fd > 2) close(null_fd);
  char serve[] = "serve";
  char automatic[] = "--auto-started";
  char socket_flag[] = "--socket";
  char* arguments[] = {const_cast<char*>(binary), serve,  automatic, socket_flag,
                       const_cast<char*>(socket), nullptr};
  execve(binary, arguments, environment.entries);
  _exit(127);
}

}  // namespace

bool start_gateway(const char* binary, const char* socket) {
  if (access(binary, X_OK) != 0) return false;
  static Environment environment;
  fill(environment);
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) become_gateway(binary, socket, environment);
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace gavel::hook
