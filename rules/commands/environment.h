// Variables that change what a program loads or runs when they stand in front of it.
#pragma once

#include <string_view>

namespace gavel::commands {

// LD_PRELOAD, BASH_ENV, GIT_SSH_COMMAND, PYTHONSTARTUP ...; PATH too.
bool changes_loading(std::string_view variable);

// "NAME=..." with a name a shell would accept; "" when the word is no assignment.
std::string_view assigned_name(std::string_view word);

}  // namespace gavel::commands
