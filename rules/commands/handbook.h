// Every described program as one line of a Markdown table: what is known of it, for people.
#pragma once

#include <string>

namespace gavel::commands {

// | program | knowledge | what its words mean | options that matter | subcommands |, by name.
std::string program_table();

// How many programs have a line in it, counted with their other names.
std::size_t described_programs();

}  // namespace gavel::commands
