#include "clients/hook/consult.h"

#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients/hook/governed.h"
#include "clients/hook/input.h"
#include "clients/hook/say.h"
#include "clients/hook/start.h"

namespace gavel::hook {
namespace {

void home_folder(Path& home) {
  const char* named = getenv("HOME");
  if (named != nullptr && named[0] == '/') {
    home.add(named);
    return;
  }
  const passwd* user = getpwuid(getuid());
  if (user != nullptr) home.add(user->pw_dir);
}

void default_socket(Path& path) {
  const char* runtime = getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && runtime[0] == '/') {
    path.add(runtime).add("/gavel.sock");
    return;
  }
  const char* state = getenv("XDG_STATE_HOME");
  if (state != nullptr && state[0] == '/') {
    path.add(state);
  } else {
    home_folder(path);
    path.add("/.local/state");
  }
  path.add("/gavel/gavel.sock");
}

void default_gateway(Path& path) {
  char self[path_capacity];
  const ssize_t size = readlink("/proc/self/exe", self, sizeof self);
  if (size <= 0) return;
  size_t end = static_cast<size_t>(size);
  while (end > 0 && self[end - 1] != '/') --end;
  path.add(View(self, end)).add("gavel");
}

void user_policy(Path& path) {
  const char* config = getenv("XDG_CONFIG_HOME");
  if (config != nullptr && config[0] == '/') {
    path.add(config);
  } else {
    home_folder(path);
    path.add("/.config");
  }
  path.add("/gavel/judge.json");
}

// As written and as the links in it resolve: the gateway looks at the second, and a link must not
// lead out of what a policy governs.
bool folder_governed(const char* folder, const PolicyPlaces& places) {
  if (is_governed(folder, places)) return true;
  static char real[PATH_MAX];
  return realpath(folder, real) != nullptr && is_governed(real, places);
}

bool call_governed(const void* call) {
  const View json = *static_cast<const View*>(call);
  static Path user;
  user_policy(user);
  const PolicyPlaces places{user.view(), "/etc/gavel/judge.json"};
  static Path cwd;
  if (!find_cwd(json, cwd)) return true;  // nobody knows, so it may be
  if (folder_governed(cwd.c_str(), places)) return true;
  static char own[path_capacity];
  if (getcwd(own, sizeof own) == nullptr) return true;
  return folder_governed(own, places);
}

const char* describe(Outcome outcome) {
  switch (outcome) {
    case Outcome::absent:
      return "no gateway listens on its socket";
    case Outcome::foreign:
      return "the gateway's socket belongs to another user";
    case Outcome::late:
      return "the gateway did not answer in time";
    case Outcome::garbage:
      return "the gateway's reply was cut or not understood";
    case Outcome::refused:
      return "the gateway answered with an error";
    case Outcome::ok:
      break;
  }
  return "unknown failure";
}

// One that leaves because its socket was taken away holds its lock for a moment yet, so that the
// first to be started may give up at once.
constexpr int start_again_ms = 1500;

constexpr int longest_look_ms = 1500;

// Asks; when nobody listens, starts a gateway and asks again until it is up or time is out.
Outcome ask(const Agent& agent, const Gateway& gateway, View json, const Deadline& deadline,
            Reply& reply) {
  const Address address{gateway.socket, gateway.owner};
  Outcome outcome = exchange(address, agent.name, json, deadline, reply);
  if (outcome != Outcome::absent || !gateway.start) return outcome;
  if (!start_gateway(gateway.binary, gateway.socket)) return outcome;
  int started = deadline.left();
  while (outcome == Outcome::absent && !deadline.passed()) {
    poll(nullptr, 0, 10);
    if (started - deadline.left() >= start_again_ms) {
      start_gateway(gateway.binary, gateway.socket);
      started = deadline.left();
    }
    outcome = exchange(address, agent.name, json, deadline, reply);
  }
  return outcome;
}

}  // namespace

void complete(Gateway& gateway) {
  static Path socket;
  static Path binary;
  if (gateway.socket == nullptr) {
    default_socket(socket);
    gateway.socket = socket.c_str();
  }
  if (gateway.binary == nullptr) {
    default_gateway(binary);
    gateway.binary = binary.c_str();
  }
}

const char* consult(const Agent& agent, const Gateway& gateway, View json, const Deadline& deadline,
                    Reply& reply) {
  const Outcome outcome = ask(agent, gateway, json, deadline, reply);
  if (outcome != Outcome::ok) return describe(outcome);
  const bool known = is_reply(agent, reply.body.view(), reply.exit_code);
  return known ? nullptr : describe(Outcome::garbage);
}

Sighting governed(View json) {
  return look_within(longest_look_ms, call_governed, &json);
}

}  // namespace gavel::hook
