// What the shell knows at one point of a call: variables, functions, aliases, folder, parameters.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/listing.h"
#include "rules/model/argument.h"
#include "rules/shell/ast.h"
#include "rules/shell/expand.h"

namespace gavel::rules {

// What flows through a pipe, a redirection or a substitution.
struct Stream {
  bool given = false;   // somebody feeds it: not the terminal
  bool socket = false;  // it is a network connection
  bool shell = false;   // it is the output of an interactive shell
  Marks marks;
  std::optional<std::string> text;  // the whole of it, when known
  bool glob = false;                // `text` is a pattern that matches the whole of it
  std::string path;                 // the file it comes from
  std::optional<Listing> listing;   // its lines are paths
  bool numbered = false;            // each line begins with its number and a colon
};

struct Variable {
  shell::Value value;
  bool exported = false;
};

// What set and shopt change of how the shell reads and assigns.
struct ShellOptions {
  bool posix = false;      // set -o posix: assignments in front of special builtins stay
  bool keyword = false;    // set -k: every name=value is an assignment
  bool last_pipe = false;  // shopt -s lastpipe: the last command of a pipeline runs here
};

inline constexpr std::size_t most_folders = 4;  // more: not known

struct Scope {
  std::map<std::string, Variable, std::less<>> variables;  // not listed: not known
  // A name may have several bodies when branches disagree; null: it is perhaps no function.
  std::map<std::string, std::vector<const shell::Node*>, std::less<>> functions;
  std::map<std::string, std::string, std::less<>> aliases;
  std::map<std::string, std::string, std::less<>> hashed;  // hash -p, command_not_found tricks
  std::set<std::string, std::less<>> references;  // declare -n: either name changes the other
  std::map<int, Stream> descriptors;              // opened by exec and {fd}>
  std::vector<Argument> positional;
  bool positional_known = false;
  bool functions_exported = false;
  bool all_exported = false;  // set -a
  bool ended = false;         // exit, return, break, continue or exec was reached
  ShellOptions options;
  std::optional<Argument> at_exit;  // trap '...' EXIT
  // Folders it may be in, the likeliest first; empty: not known.
  std::vector<std::string> folders;
  bool folder_sure = true;    // false: a cd may have failed, so $PWD is not known
  bool sure_if_moved = true;  // what folder_sure is once the last cd is known to have worked
  std::vector<std::string> folder_stack;  // pushd
  std::string old_folder;

  const shell::Value* find(std::string_view name) const;
  void set(std::string_view name, shell::Value value, bool exported = false);
  void forget(std::string_view name);
  // Something that nobody sees may have set any of them.
  void blur();
  void forget_function(std::string_view name);
  // It may have been taken away; any of them may, by something that nobody sees.
  void doubt_function(std::string_view name);
  void doubt_functions();
  std::string folder() const { return folders.empty() ? std::string() : folders.front(); }
  // What a program started from here sees: exported variables only.
  Scope child() const;
};

// Either state may hold from here on: what they disagree on is not known.
void merge(Scope& into, const Scope& other);

}  // namespace gavel::rules
