#include "clients/cli/person.h"

#include <chrono>
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <termios.h>
#include <unistd.h>

#include "clients/cli/clock.h"
#include "clients/cli/command.h"
#include "clients/cli/output.h"
#include "server/guard/operator.h"
#include "server/places.h"
#include "server/state/file.h"

namespace gavel::cli {
namespace {

constexpr std::size_t longest_line = 4096;

// The terminal itself, so that neither a pipe nor a redirection is taken for it; without echo
// until the end.
class Terminal {
 public:
  Terminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
    if (file_ < 0 || ::tcgetattr(file_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent_ = ::tcsetattr(file_, TCSAFLUSH, &silent) == 0;
  }
  ~Terminal() {
    if (silent_) ::tcsetattr(file_, TCSAFLUSH, &before_);
    if (file_ >= 0) ::close(file_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool ready() const { return silent_; }
  void say(const std::string& text) const {
    static_cast<void>(!::write(file_, text.data(), text.size()));
  }
  std::string line() const {
    std::string text;
    char byte = 0;
    while (text.size() < longest_line && ::read(file_, &byte, 1) == 1 && byte != '\n') text += byte;
    return text;
  }

 private:
  int file_;
  bool silent_ = false;
  termios before_{};
};

}  // namespace

void declare_person(CLI::App& app, PersonOptions& options, bool asks) {
  app.add_option("--state", options.state,
                 "the state folder (default: $XDG_STATE_HOME/gavel or ~/.local/state/gavel)");
  app.add_flag("--json", options.as_json, "one JSON value instead of text");
  if (!asks) return;
  app.add_flag("--passphrase-stdin", options.from_stdin,
               "read the operator passphrase from the first line of standard input");
}

Result<sql::Database> open_state(const PersonOptions& options) {
  const std::string folder = options.state.empty() ? server::default_places().state : options.state;
  return state::open(folder + "/state.db");
}

Result<std::string> read_passphrase(const PersonOptions& options, const std::string& prompt) {
  if (options.from_stdin) {
    std::string line;
    if (!std::getline(std::cin, line)) {
      return Fault{FaultKind::missing, "standard input", "expected the passphrase on a line", ""};
    }
    return line;
  }
  const Terminal terminal;
  if (!terminal.ready()) {
    return Fault{FaultKind::missing, "operator", "there is no terminal to ask for the passphrase",
                 "give it on standard input, with --passphrase-stdin"};
  }
  terminal.say(prompt);
  std::string line = terminal.line();
  terminal.say("\n");
  return line;
}

Result<sql::Database> proven_state(const PersonOptions& options) {
  Result<sql::Database> database = open_state(options);
  if (!database.ok()) return database;
  guard::Operator person(*database, unix_ms_now);
  const Result<bool> set = person.is_set();
  if (!set.ok()) return set.faults();
  if (!*set) {
    return Fault{FaultKind::missing, "operator", "no passphrase is set",
                 "a person types once: gavel operator set"};
  }
  const Result<std::string> passphrase = read_passphrase(options, "operator passphrase: ");
  if (!passphrase.ok()) return passphrase.faults();
  if (Status proven = person.check(*passphrase); !proven.ok()) return proven.faults();
  return database;
}

state::Deed deed_of(std::string text, std::string folder, std::string reason) {
  return {0,
          std::move(text),
          std::move(reason),
          std::move(folder),
          static_cast<std::int64_t>(::getuid()),
          unix_ms_now()};
}

int refuse(const Faults& faults, bool as_json) {
  report(faults);
  if (as_json) {
    nlohmann::json list = nlohmann::json::array();
    for (const Fault& fault : faults) list.push_back(fault.message());
    const nlohmann::json value = {{"ok", false}, {"faults", list}};
    std::puts(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  switch (faults.front().kind) {
    case FaultKind::refused:
    case FaultKind::limit:
      return exit_deny;
    case FaultKind::io:
    case FaultKind::unavailable:
    case FaultKind::internal:
      return exit_unavailable;
    default:
      return exit_usage;
  }
}

}  // namespace gavel::cli
