// gavel-hook AGENT: forwards an agent's hook call to the gateway and copies its reply.
// Built static, without the C++ library, so that it starts in under half a millisecond.
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients/hook/agents.h"
#include "clients/hook/clock.h"
#include "clients/hook/exchange.h"
#include "clients/hook/governed.h"
#include "clients/hook/input.h"
#include "clients/hook/say.h"
#include "clients/hook/start.h"

namespace gavel::hook {
namespace {

constexpr char usage[] =
    "usage: gavel-hook AGENT [--socket PATH] [--gateway PATH] [--owner UID]\n"
    "                        [--deadline-ms N] [--no-start] [--prompt]\n"
    "\n"
    "Reads an agent's hook call from standard input, asks the gateway, prints the agent's reply.\n"
    "\n"
    "  --socket PATH     the gateway's Unix socket\n"
    "                    (default: $XDG_RUNTIME_DIR/gavel.sock, else\n"
    "                    ~/.local/state/gavel/gavel.sock)\n"
    "  --gateway PATH    the gavel binary to start when no gateway answers\n"
    "                    (default: gavel beside this program)\n"
    "  --owner UID       the user the gateway runs as (default: your own)\n"
    "  --deadline-ms N   answer within N milliseconds, 100 to 600000\n"
    "  --no-start        do not start a gateway\n"
    "  --prompt          the call is the user's own words: never stop it\n"
    "\n"
    "When no answer can be had in time it denies where a judge.json governs the folder, and "
    "prints\n"
    "nothing where none does. Exit code 2: wrong usage (agents read it as a denial).\n";

struct Options {
  const Agent* agent = nullptr;
  const char* socket = nullptr;
  const char* gateway = nullptr;
  long deadline_ms = 0;
  uid_t owner = 0;
  bool start = true;
  bool prompt = false;
};

int fail(const char* what, const char* value) {
  fprintf(stderr, "gavel-hook: %s%s\n\n%s", what, value, usage);
  return 2;
}

int fail_agent(const char* what) {
  Text<512> names;
  for (const Agent* row = next_agent(nullptr); row != nullptr; row = next_agent(row)) {
    names.add(' ').add(row->name);
  }
  return fail(what, names.c_str());
}

// A number from `low` to `high`; -1 when the text is none.
long bounded(const char* text, long low, long high) {
  char* end = nullptr;
  const long value = strtol(text, &end, 10);
  return end != text && *end == 0 && value >= low && value <= high ? value : -1;
}

// 0 when the arguments are understood, else the exit code.
int parse(int count, char** arguments, Options& options) {
  options.owner = getuid();
  if (count < 2) return fail_agent("which agent? known:");
  options.agent = find_agent(arguments[1]);
  if (options.agent == nullptr) return fail_agent("unknown agent; known:");
  options.deadline_ms = options.agent->deadline_ms;
  for (int i = 2; i < count; ++i) {
    const View flag = arguments[i];
    if (flag.is("--no-start") || flag.is("--prompt")) {
      (flag.is("--prompt") ? options.prompt : options.start) = flag.is("--prompt");
      continue;
    }
    const char* value = i + 1 < count ? arguments[++i] : nullptr;
    if (value == nullptr) return fail("not understood: ", flag.data);
    if (flag.is("--socket")) {
      options.socket = value;
    } else if (flag.is("--gateway")) {
      options.gateway = value;
    } else if (flag.is("--owner")) {
      const long uid = bounded(value, 0, 4294967294L);
      if (uid < 0) return fail("--owner: not a user id: ", value);
      options.owner = static_cast<uid_t>(uid);
    } else if (flag.is("--deadline-ms")) {
      options.deadline_ms = bounded(value, 100, 600000);
      if (options.deadline_ms < 0) return fail("--deadline-ms: expected 100 to 600000: ", value);
    } else {
      return fail("unknown option: ", flag.data);
    }
  }
  return 0;
}

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

// The folder named in the call and the one this process stands in: either governs.
bool governed(View json) {
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

// INVARIANT: whatever went wrong, a governed folder gets a denial with a reason. The user's own
// words are never stopped: an outage costs only their being remembered.
int give_up(const Options& options, View json, const char* reason) {
  if (options.prompt || !governed(json)) return print_abstention(*options.agent);
  return print_denial(*options.agent, reason);
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

// Asks; when nobody listens, starts a gateway once and asks again until it is up or time is out.
Outcome ask(const Options& options, const Address& address, View json, const Deadline& deadline,
            Reply& reply) {
  const View agent = options.agent->name;
  Outcome outcome = exchange(address, agent, json, deadline, reply);
  if (outcome != Outcome::absent || !options.start) return outcome;
  if (!start_gateway(options.gateway, address.socket.data)) return outcome;
  while (outcome == Outcome::absent && !deadline.passed()) {
    poll(nullptr, 0, 10);
    outcome = exchange(address, agent, json, deadline, reply);
  }
  return outcome;
}

int copy(const Reply& reply) {
  FILE* out = reply.exit_code == 2 ? stderr : stdout;
  const size_t written = fwrite(reply.body.c_str(), 1, reply.body.size(), out);
  if (written == reply.body.size() && fflush(out) == 0) return reply.exit_code;
  fputs("[gavel] unavailable: the reply could not be written\n", stderr);
  return 2;
}

int run(Options options) {
  const Deadline deadline(options.deadline_ms);
  static Path socket_path;
  static Path gateway_path;
  if (options.socket == nullptr) default_socket(socket_path);
  if (options.gateway == nullptr) default_gateway(gateway_path);
  if (options.socket == nullptr) options.socket = socket_path.c_str();
  if (options.gateway == nullptr) options.gateway = gateway_path.c_str();

  static Input json;
  const ReadResult read = read_input(0, json, deadline);
  if (read == ReadResult::too_large) {
    return give_up(options, json.view(), "the call is larger than 1 MiB");
  }
  if (read == ReadResult::too_late) {
    return give_up(options, json.view(), "the agent did not send the whole call in time");
  }
  if (read == ReadResult::failed) {
    return give_up(options, json.view(), "the call could not be read");
  }
  static Reply reply;
  const Address address{options.socket, options.owner};
  const Outcome outcome = ask(options, address, json.view(), deadline, reply);
  if (outcome != Outcome::ok) return give_up(options, json.view(), describe(outcome));
  if (!is_reply(*options.agent, reply.body.view(), reply.exit_code)) {
    return give_up(options, json.view(), describe(Outcome::garbage));
  }
  return copy(reply);
}

}  // namespace
}  // namespace gavel::hook

int main(int count, char** arguments) {
  signal(SIGPIPE, SIG_IGN);
  if (count == 2 && (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0)) {
    fputs(gavel::hook::usage, stdout);
    return 0;
  }
  gavel::hook::Options options;
  const int wrong = gavel::hook::parse(count, arguments, options);
  return wrong != 0 ? wrong : gavel::hook::run(options);
}
