#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clients/cli/asking.h"
#include "clients/cli/command.h"
#include "clients/cli/hooked.h"
#include "clients/cli/output.h"
#include "clients/cli/pins.h"
#include "clients/cli/relay.h"
#include "server/places.h"

namespace gavel::cli {
namespace {

using nlohmann::json;

constexpr std::size_t longest_line = 16 * 1024 * 1024;

struct Options {
  std::string name;
  std::vector<std::string> command;
  HookWords words;
};

// The server's process with its standard input and output in our hands.
struct Server {
  pid_t pid = -1;
  int input = -1;
  int output = -1;
};

Result<Server> start(const std::vector<std::string>& command) {
  int in[2];
  int out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    return Fault{FaultKind::io, "pipe", "no pipe can be made", ""};
  }
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  Server server{-1, in[1], out[0]};
  const int why =
      posix_spawnp(&server.pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  if (why == 0) return server;
  return Fault{FaultKind::io, command.front(), std::string("cannot be run: ") + std::strerror(why),
               ""};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Reads what there is and hands on every whole line, its line end included. False at the end, and
// when a line grows beyond all measure.
template <class Each>
bool read_lines(int fd, std::string& held, Each each) {
  char block[65536];
  const ssize_t count = read(fd, block, sizeof block);
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  held.append(block, static_cast<std::size_t>(count));
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = held.find('\n', begin)) != held.npos; begin = end + 1) {
    if (!each(std::string_view(held).substr(begin, end + 1 - begin))) return false;
  }
  held.erase(0, begin);
  return held.size() <= longest_line;
}

class Proxy {
 public:
  Proxy(install::Words words, std::string name, Pins pins)
      : words_(std::move(words)), name_(std::move(name)), pins_(std::move(pins)) {}

  int run(Server server) {
    bool asks = true;
    std::string from_input;
    std::string from_output;
    for (;;) {
      pollfd ready[2] = {{asks ? 0 : -1, POLLIN, 0}, {server.output, POLLIN, 0}};
      if (poll(ready, 2, -1) < 0 && errno != EINTR) break;
      if (ready[0].revents != 0) {
        asks = read_lines(0, from_input, [&](std::string_view line) { return up(server, line); });
        if (!asks) close(server.input);
      }
      if (ready[1].revents == 0) continue;
      if (!read_lines(server.output, from_output,
                      [&](std::string_view line) { return down(line); }))
        break;
    }
    int status = 0;
    while (waitpid(server.pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  bool up(const Server& server, std::string_view line) {
    const std::string_view message = line.substr(0, line.size() - 1);
    const Passage passage = from_client(
        message, [this](const std::string& tool, const json& input) { return judge(tool, input); });
    if (passage.forward) return write_all(server.input, line);
    return passage.reply.empty() || write_all(1, passage.reply + "\n");
  }

  bool down(std::string_view line) {
    from_server(line, [this](const json& tools) {
      const Status seen = pins_.see(tools);
      if (!seen) report(seen.faults());
    });
    return write_all(1, line);
  }

  // A tool whose definition changed is one that nobody described.
  std::string judge(const std::string& tool, const json& input) {
    const bool changed = pins_.is_changed(tool);
    const std::string name =
        (changed ? "redefined: " : "mcp__") + name_ + (changed ? " " : "__") + tool;
    const Result<Permission> permission = ask_gateway(words_, name, input);
    if (!permission) return "[gavel] unavailable: " + permission.faults().front().message();
    if (permission->granted) return {};
    const std::string note =
        changed ? "\nThe server has changed this tool's definition since it was first seen." : "";
    return permission->reason + note;
  }

  install::Words words_;
  std::string name_;
  Pins pins_;
};

int run(const Options& options) {
  signal(SIGPIPE, SIG_IGN);
  const Result<install::Words> words = hook_words(options.words);
  const std::string name = options.name.empty()
                               ? std::filesystem::path(options.command.front()).filename().string()
                               : options.name;
  const install::Machine machine = this_machine();
  const std::string pinned = server::default_places().state + "/mcp/" +
                             machine.sha256(shell_text(options.command)) + ".json";
  Result<Pins> pins = Pins::load(pinned, machine.sha256);
  if (!words || !pins) {
    report(!words ? words.faults() : pins.faults());
    return exit_usage;
  }
  const Result<Server> server = start(options.command);
  if (!server) {
    report(server.faults());
    return exit_unavailable;
  }
  return Proxy(*words, name, std::move(pins).value()).run(*server);
}

}  // namespace

void declare_mcp(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  app.add_option("--name", options->name, "what rules call this server (default: its program)");
  app.add_option("server", options->command, "the server's command line, after --")->required();
  declare_hook_words(app, options->words);
  app.footer(
      "\nStands between an agent and an MCP server on standard input and output: every tools/call\n"
      "is judged first. A tool whose definition is not the one first seen is judged as unknown.");
  app.callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace gavel::cli
