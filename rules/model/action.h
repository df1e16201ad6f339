// One simple command, or one file or network operation, inside a call.
#pragma once

#include <string>
#include <vector>

#include "rules/model/argument.h"
#include "rules/model/effect.h"

namespace gavel {

// How well we know an action; decides it when no rule speaks.
enum class Knowledge {
  read_only,  // changes nothing
  repo_edit,  // changes only files, and only those its effects name
  known,      // described; its effects are complete
  unknown,    // nobody described this program
};

// Where an action takes place.
enum class Place { local, remote, container };

struct Action {
  std::string tool;        // "Bash", "Write", ... the agent's name of the call's tool
  std::string program;     // base name of the command word; empty when not known before run time
  std::string program_path;   // the command word as written, when it holds a slash
  std::string subcommand;  // "push", "compose up"; empty when the program has none
  std::vector<std::string> flags;    // as the program reads them: "-r", "-f", "--force", "-m"
  std::vector<Argument> operands;    // what is neither program, subcommand nor flag
  std::vector<Argument> argv;        // argv[0] is the command word
  std::vector<std::string> carriers; // outermost first: "sudo", "xargs", "sh -c", "$( )"
  Place place = Place::local;
  Knowledge knowledge = Knowledge::unknown;
  std::vector<Effect> effects;
  std::string cwd;         // absolute folder it runs in; empty when not known
  // Canonical one-line text of the command: words single-spaced, quotes only where needed.
  std::string printed;
  // The same with data words (commit messages, grep patterns, echo text) replaced by '…'.
  std::string masked;
  bool negligible = false;  // help, version and dry-run forms
  Span span;
};

const char* name_of(Knowledge knowledge);
const char* name_of(Place place);

}  // namespace gavel
