// What a person may do and an agent may not: commands that ask for the operator passphrase.
#pragma once

#include <cstdint>
#include <string>

#include "rules/model/result.h"
#include "server/sql/database.h"
#include "server/state/changes.h"

namespace CLI {
class App;
}

namespace gavel::cli {

struct PersonOptions {
  std::string state;        // the state folder; empty: the default
  bool from_stdin = false;  // the passphrase is the first line of standard input
  bool as_json = false;
};

// --state and --json; with `asks` also --passphrase-stdin.
void declare_person(CLI::App& app, PersonOptions& options, bool asks = true);

// Of the gateway that uses the state folder.
Result<sql::Database> open_state(const PersonOptions& options);

// Asks on the terminal without echo, or reads a line of standard input. Faults: missing without a
// terminal; io.
Result<std::string> read_passphrase(const PersonOptions& options, const std::string& prompt);

// The state, once the passphrase was right.
Result<sql::Database> proven_state(const PersonOptions& options);

// "gavel trust /repo", for the audit log; now, and by us.
state::Deed deed_of(std::string text, std::string folder, std::string reason = "");


// Reports the faults and gives the exit code that fits them: 2 for what the person gave, 1 for a
// passphrase that was refused, 4 else.
int refuse(const Faults& faults, bool as_json);

}  // namespace gavel::cli
