// gdb and lldb: commands in arguments; some of them run programs, write files, attach to others.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

// Commands that look at the program being debugged, and steps of it.
constexpr std::string_view harmless[] = {
    "run",       "r",         "start",        "starti",     "continue",    "c",         "bt",
    "backtrace", "where",     "info",         "i",          "list",        "l",         "frame",
    "f",         "up",        "down",         "thread",     "break",       "b",         "tbreak",
    "delete",    "disable",   "enable",       "next",       "n",           "step",      "s",
    "stepi",     "si",        "nexti",        "ni",         "finish",      "until",     "quit",
    "q",         "exit",      "disassemble",  "disas",      "ptype",       "whatis",    "watch",
    "rwatch",    "catch",     "handle",       "file",       "symbol-file", "directory", "echo",
    "help",      "show",      "core-file",    "target",     "settings",    "image",     "register",
    "process",   "bugreport", "select-frame", "rbreak",     "condition",   "ignore",    "tui",
    "layout",    "refresh",   "cd",           "pwd",        "breakpoint",  "br",        "memory",
    "x",         "args",      "unset",        "memory-read"};
// Those that show the worth of an expression: harmless unless it calls a function.
constexpr std::string_view showing[] = {"print",  "p",  "display", "inspect",    "output",
                                        "printf", "po", "expr",    "expression", "set"};

template <std::size_t N>
bool listed(const std::string_view (&words)[N], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t/"));
}

std::string_view behind_first(std::string_view text) {
  const std::size_t at = text.find_first_of(" \t");
  const std::size_t rest = at == std::string_view::npos ? at : text.find_first_not_of(" \t", at);
  return rest == std::string_view::npos ? std::string_view{} : text.substr(rest);
}

bool calls_function(std::string_view text) {
  for (std::size_t at = text.find('('); at != std::string_view::npos; at = text.find('(', at + 1)) {
    if (at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == '_'))
      return true;
  }
  return false;
}

void opaque(const Argument& command, Description& out) {
  out.effects.push_back(effect_on(EffectKind::opaque, "debugger command " + command.text));
}

// "thread apply all bt", "process attach", "platform shell rm": the words behind decide.
void describe_command(Argument command, Description& out) {
  std::string_view text = command.text;
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  if (!command.exact()) return opaque(command, out);
  if (text.empty() || text.starts_with('#')) return;
  const std::string_view word = first_word(text);
  const bool shell = word == "shell" || word == "make" || text.starts_with("platform shell");
  if (shell || text.starts_with('!')) {
    const std::string_view rest = text.starts_with('!') ? text.substr(1) : behind_first(text);
    return out.carried.push_back(carried_shell(literal(std::string(rest)), out.program));
  }
  if (text.find("attach") != std::string_view::npos || text.find("apply all -s") == 0 ||
      text.starts_with("target remote |"))
    return opaque(command, out);
  if (listed(showing, word) && !calls_function(text) && text.find("logging") == std::string::npos)
    return;
  if (!listed(harmless, word)) opaque(command, out);
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

void refine_debugger(const Invocation& invocation, const Reading& reading,
                     Description& description) {
  if (description.negligible) return;
  for (const UsedFlag& used : reading.flags) {
    const std::string_view name = used.flag ? std::string_view(used.flag->names.front()) : "";
    if (name == "-ex" && used.value) describe_command(*used.value, description);
    if (name == "-x" && used.value)
      load_given(*used.value, description.program + " -x", invocation, description);
    if (name == "-p")
      description.effects.push_back(effect_on(EffectKind::opaque, "attaches to a running process"));
  }
  const auto& operands = reading.operands;
  if (operands.size() > 1 && is_number(operands[1].word.text) && !reading.has("--args"))
    description.effects.push_back(effect_on(EffectKind::opaque, "attaches to a running process"));
  if (operands.empty()) return;
  if (reading.has("--args")) {
    description.carried.push_back(
        carried_argv(invocation.argv, operands.front().index, description.program + " --args"));
  } else {
    description.effects.push_back(effect_on(EffectKind::exec, operands.front().word));
  }
}

}  // namespace gavel::commands
