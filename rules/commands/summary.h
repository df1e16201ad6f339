// One line that says everything of a description that tests and traces care for.
#pragma once

#include <string>

#include "rules/commands/describe.h"

namespace gavel::commands {

// "repo_edit: read a.tgz; write . +recursive; runs sh -c `rm x`"
// summary = ["negligible "] knowledge ":" {" " part ";"} ; parts in order: effects, carried.
std::string summary_of(const Description& description);

// "shell[sudo] ..." for one carried thing.
std::string summary_of(const Carried& carried);

}  // namespace gavel::commands
