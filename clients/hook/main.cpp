// gavel-hook AGENT: forwards an agent's hook call to the gateway and copies its reply.
// Built static, without the C++ library, so that it starts in under half a millisecond.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clients/hook/agents.h"
#include "clients/hook/clock.h"
#include "clients/hook/consult.h"
#include "clients/hook/input.h"
#include "clients/hook/say.h"

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
  Gateway gateway;
  long deadline_ms = 0;
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
  options.gateway.owner = getuid();
  if (count < 2) return fail_agent("which agent? known:");
  options.agent = find_agent(arguments[1]);
  if (options.agent == nullptr) return fail_agent("unknown agent; known:");
  options.deadline_ms = options.agent->deadline_ms;
  for (int i = 2; i < count; ++i) {
    const View flag = arguments[i];
    if (flag.is("--no-start") || flag.is("--prompt")) {
      (flag.is("--prompt") ? options.prompt : options.gateway.start) = flag.is("--prompt");
      continue;
    }
    const char* value = i + 1 < count ? arguments[++i] : nullptr;
    if (value == nullptr) return fail("not understood: ", flag.data);
    if (flag.is("--socket")) {
      options.gateway.socket = value;
    } else if (flag.is("--gateway")) {
      options.gateway.binary = value;
    } else if (flag.is("--owner")) {
      const long uid = bounded(value, 0, 4294967294L);
      if (uid < 0) return fail("--owner: not a user id: ", value);
      options.gateway.owner = static_cast<uid_t>(uid);
    } else if (flag.is("--deadline-ms")) {
      options.deadline_ms = bounded(value, 100, 600000);
      if (options.deadline_ms < 0) return fail("--deadline-ms: expected 100 to 600000: ", value);
    } else {
      return fail("unknown option: ", flag.data);
    }
  }
  return 0;
}

// INVARIANT: whatever went wrong, a governed folder gets a denial with a reason. The user's own
// words are never stopped: an outage costs only their being remembered.
int give_up(const Options& options, View json, const char* reason) {
  const Sighting seen = options.prompt ? Sighting::no : governed(json);
  if (seen == Sighting::no) return print_abstention(*options.agent);
  Text<256> why;
  why.add(reason);
  if (seen == Sighting::unknown) why.add(not_seen_in_time);
  return print_denial(*options.agent, why.c_str());
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
  complete(options.gateway);
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
  const char* wrong = consult(*options.agent, options.gateway, json.view(), deadline, reply);
  if (wrong != nullptr) return give_up(options, json.view(), wrong);
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
