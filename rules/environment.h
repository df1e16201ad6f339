// Variables that change what a program loads or runs, and which of their values are harmless.
#pragma once

#include <string_view>

namespace gavel::rules {

struct LoadingVariable {
  enum class Kind {
    always,     // any value matters
    path_list,  // folders separated by colons: matters where one lies outside repo and toolchains
    path,       // one file or folder: the same
    code,       // the value is a command line
    options,    // options of a runtime: matters where one loads or runs something
    agent,      // moves an agent's configuration: matters in front of an agent
    engine,     // address of a server that is commanded: matters where it is another machine
  };
  std::string_view name;
  Kind kind = Kind::always;
  bool inherited = false;  // the environment has it already: a plain assignment is enough
};

// nullptr when the variable changes nothing that is loaded.
const LoadingVariable* find_loading_variable(std::string_view name);

// A command line that only pages, shows or refuses: cat, less, true, code --wait.
bool is_harmless_command(std::string_view value);
// An address on this machine: unix:///run/x.sock, tcp://127.0.0.1:2375.
bool is_local_engine(std::string_view value);
// Runtime options that load nothing: --max-old-space-size=4096.
bool is_harmless_options(std::string_view value);

}  // namespace gavel::rules
