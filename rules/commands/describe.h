// What one command line does, said by tables and a few hand-written programs; knows nothing of
// shells.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rules/model/action.h"
#include "rules/model/argument.h"
#include "rules/model/effect.h"
#include "rules/model/facts.h"
#include "rules/model/inputs.h"

namespace gavel::commands {

// One simple command after expansion, as the walker of the tree sees it.
struct Invocation {
  std::span<const Argument> argv;         // argv[0] is the command word; it is exact
  std::string cwd;                        // absolute; empty when not known
  bool stdin_given = false;               // a pipe, a redirection, a heredoc feeds it
  Marks stdin_marks;                      // what flows in there
  std::optional<std::string> stdin_text;  // when the whole input is known literally
  bool stdout_piped = false;
  const Inputs& inputs;
  Facts& facts;
};

// Something an invocation runs, still to be analysed by the caller.
struct Carried {
  enum class Kind {
    argv,         // a further command line: sudo X, env X, xargs X, find -exec X
    shell_text,   // bash text: sh -c TEXT, eval TEXT, trap TEXT, git alias !TEXT
    inline_code,  // code of `language`: python -c, node -e, perl -e, awk, sed e
    script_file,  // a file run by an interpreter or directly; `text` is its path
    stdin,        // its standard input is run as `language` ("sh" for shells)
  };
  Kind kind = Kind::argv;
  std::string label;           // how it was carried: "sudo", "sh -c", "find -exec"
  std::vector<Argument> argv;  // Kind::argv; for script_file and shell_text: $0 $1 ... given to it
  Argument text;               // shell_text, inline_code: the code; script_file: the path
  std::string language;        // "sh", "python", "node", "perl", "ruby", "php", "awk", "lua" ...
  bool more_operands = false;  // unknown further words are appended at run time (xargs, find {})
  Place place = Place::local;  // where it runs
  std::optional<std::string> cwd;  // env -C, git -C, make -C ...: "" when not known
  bool same_shell = false;         // eval, source: its assignments and cd reach the caller
};

struct Description {
  std::string program;             // base name
  std::string subcommand;          // "push", "compose up"
  std::vector<std::string> flags;  // as the program reads them, one by one: -rf is "-r" "-f"
  std::vector<Argument> operands;
  Knowledge knowledge = Knowledge::unknown;
  std::vector<Effect> effects;  // targets as written; zones are resolved by the caller
  std::vector<Carried> carried;
  std::vector<std::size_t>
      data_words;             // argv indices that are text, not names: masked for patterns
  bool negligible = false;    // help, version, dry-run
  Marks stdout_marks;         // what its output is made of, beside what flows in
  bool passes_stdin = false;  // what flows in flows out (cat, base64, tee, sed ...)
};

// Total and pure but for the facts it asks. PRE: argv is not empty and argv[0] is exact.
Description describe(const Invocation& invocation);

}  // namespace gavel::commands
