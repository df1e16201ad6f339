// Ways to run a command through something else, none of which may make its ruling weaker.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace gavel::policy {

inline std::string as_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// One program with its words: what env, nohup and find -exec can start.
inline bool is_plain(std::string_view command) {
  if (command.find_first_of(";&|<>()`\n{}!#$") != std::string_view::npos) return false;
  const std::string_view first = command.substr(0, command.find(' '));
  constexpr std::string_view shells_own[] = {
      "cd",       "export",   "eval",    "source",  ".",       "alias",    "set",      "trap",
      "unset",    "exec",     "kill",    "type",    "echo",    "printf",   "test",     "[",
      "command",  "coproc",   "time",    "if",      "for",     "while",    "until",    "case",
      "select",   "function", "[[",      "let",     "declare", "local",    "readonly", "typeset",
      "shift",    "hash",     "enable",  "builtin", "history", "ulimit",   "umask",    "wait",
      "jobs",     "fg",       "bg",      "pushd",   "popd",    "dirs",     "mapfile",  "readarray",
      "read",     "shopt",    "bind",    "fc",      "disown",  "suspend",  "times",    "caller",
      "complete", "compgen",  "compopt", "logout",  "break",   "continue", "return",   "exit",
      "getopts"};
  return first.find('=') == std::string_view::npos &&
         std::find(std::begin(shells_own), std::end(shells_own), first) == std::end(shells_own);
}

// Comments, here-documents and trailing & cannot stand in the middle of a line.
inline bool is_one_line(std::string_view command) {
  return command.find('\n') == std::string_view::npos &&
         command.find('#') == std::string_view::npos && !command.ends_with('&') &&
         !command.ends_with('\\') && command.find("<<") == std::string_view::npos;
}

struct Wrapper {
  const char* name;
  std::string (*wrap)(const std::string& command);
  bool plain;  // only around one program and its words
};

inline const Wrapper wrappers[] = {
    {"sh -c", [](const std::string& x) { return "sh -c " + as_word(x); }, false},
    {"bash -c", [](const std::string& x) { return "bash -c " + as_word(x); }, false},
    {"eval", [](const std::string& x) { return "eval " + as_word(x); }, false},
    {"subshell", [](const std::string& x) { return "( " + x + " )"; }, false},
    {"group", [](const std::string& x) { return "{ " + x + "; }"; }, false},
    {"x; true", [](const std::string& x) { return x + "; true"; }, false},
    {"true && x", [](const std::string& x) { return "true && " + x; }, false},
    {"false || x", [](const std::string& x) { return "false || " + x; }, false},
    {"if", [](const std::string& x) { return "if true; then " + x + "; fi"; }, false},
    {"for", [](const std::string& x) { return "for _ in 1; do " + x + "; done"; }, false},
    {"function", [](const std::string& x) { return "f() { " + x + "; }; f"; }, false},
    {"background", [](const std::string& x) { return x + " &"; }, false},
    {"here-document", [](const std::string& x) { return "bash <<'EOF'\n" + x + "\nEOF"; }, false},
    {"here-string", [](const std::string& x) { return "bash <<< " + as_word(x); }, false},
    {"substitution", [](const std::string& x) { return "y=$( " + x + " )"; }, false},
    {"printed", [](const std::string& x) { return "echo " + as_word(x) + " | sh"; }, false},
    {"env", [](const std::string& x) { return "env " + x; }, true},
    {"env A=1", [](const std::string& x) { return "env A=1 " + x; }, true},
    {"nohup", [](const std::string& x) { return "nohup " + x; }, true},
    {"timeout", [](const std::string& x) { return "timeout 5 " + x; }, true},
    {"nice", [](const std::string& x) { return "nice -n 5 " + x; }, true},
    {"setsid", [](const std::string& x) { return "setsid " + x; }, true},
    {"stdbuf", [](const std::string& x) { return "stdbuf -oL " + x; }, true},
    {"time", [](const std::string& x) { return "time " + x; }, true},
    {"sudo", [](const std::string& x) { return "sudo " + x; }, true},
    {"command", [](const std::string& x) { return "command " + x; }, true},
    {"exec", [](const std::string& x) { return "exec " + x; }, true},
    {"xargs", [](const std::string& x) { return "echo | xargs " + x; }, true},
    {"find -exec", [](const std::string& x) { return "find . -maxdepth 0 -exec " + x + " \\;"; },
     true},
};

}  // namespace gavel::policy
