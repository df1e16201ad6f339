// ed, ex, vim, less: programs whose commands can run others, in arguments or on standard input.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/given.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

std::string_view trimmed(std::string_view text, std::string_view ends) {
  const std::size_t begin = std::min(text.find_first_not_of(ends), text.size());
  return text.substr(begin);
}

// Line numbers, marks, patterns and % before a command: 1,$ /x/;+3 %
std::string_view behind_range(std::string_view text) {
  while (!text.empty()) {
    if (text.front() == '/' || text.front() == '?') {
      const std::size_t close = text.find(text.front(), 1);
      if (close == std::string_view::npos) return text;
      text.remove_prefix(close + 1);
    } else if (std::string_view("0123456789.,;$%+-\t ").find(text.front()) !=
               std::string_view::npos) {
      text.remove_prefix(1);
    } else if (text.front() == '\'' && text.size() > 1) {
      text.remove_prefix(2);
    } else {
      return text;
    }
  }
  return text;
}

bool starts_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.starts_with(word); });
}

// One command of ed or ex. True when it is known to do no more than was noted.
class ExCommand {
 public:
  ExCommand(const Argument& source, Description& out) : source_(source), out_(out) {}

  void run(std::string_view text) {
    text = behind_range(trimmed(text, ": \t"));
    if (text.empty() || text.front() == '"' || text.front() == '#') return;
    if (text.front() == '!') return shell(text.substr(1));
    if (text.front() == 's' && text.size() > 1 &&
        !std::isalnum(static_cast<unsigned char>(text[1])))
      return substitute(text);
    if (text.front() == 'g' || text.front() == 'v') {
      if (text.size() > 2 && std::ispunct(static_cast<unsigned char>(text[1]))) return global(text);
    }
    if (file_command(text)) return;
    if (!is_plain(text))
      out_.effects.push_back(effect_on(EffectKind::opaque, "editor command " + std::string(text)));
  }

 private:
  void shell(std::string_view text) {
    Argument word = source_;
    word.text = text;
    out_.carried.push_back(carried_shell(std::move(word), out_.program + " !"));
  }

  void substitute(std::string_view text) {
    if (text.find("\\=") != std::string_view::npos)
      out_.effects.push_back(effect_on(EffectKind::opaque, "editor expression"));
  }

  void global(std::string_view text) {
    const std::size_t close = text.find(text[1], 2);
    if (close != std::string_view::npos) run(text.substr(close + 1));
  }

  // w FILE, r FILE, e FILE; behind them "!" is a command of the shell.
  bool file_command(std::string_view text) {
    struct Verb {
      std::string_view name;
      EffectKind kind;
    };
    constexpr Verb verbs[] = {
        {"write", EffectKind::write}, {"saveas", EffectKind::write}, {"wq", EffectKind::write},
        {"w", EffectKind::write},     {"W", EffectKind::append},     {"read", EffectKind::read},
        {"r", EffectKind::read},      {"edit", EffectKind::read},    {"e", EffectKind::read},
        {"E", EffectKind::read},      {"f", EffectKind::write}};
    for (const Verb& verb : verbs) {
      if (!text.starts_with(verb.name)) continue;
      std::string_view rest = text.substr(verb.name.size());
      const bool forced =
          rest.starts_with("!") && (rest.size() == 1 || rest[1] == ' ') && verb.name != "r";
      if (forced) rest.remove_prefix(1);
      if (!rest.empty() && rest.front() != ' ' && rest.front() != '!') continue;
      rest = trimmed(rest, " \t>");
      if (rest.starts_with('!')) {
        if (verb.kind == EffectKind::write)
          out_.effects.push_back(
              effect_on(EffectKind::opaque, "editor text given to" + std::string(rest.substr(1))));
        return shell(rest.substr(1)), true;
      }
      if (rest.empty()) return true;
      Argument file = source_;
      file.text = rest;
      out_.effects.push_back(effect_on(verb.kind, file));
      return true;
    }
    return false;
  }

  static bool is_plain(std::string_view text) {
    constexpr std::string_view words[] = {
        "q",          "q!",     "x",    "qa",    "qa!",   "wqa",         "wa",         "xa",
        "quit",       "exit",   "qall", "qall!", "wqall", "d",           "p",          "n",
        "l",          "=",      "u",    "a",     "i",     "c",           "j",          "P",
        "H",          "h",      "Q",    "undo",  "redo",  "syntax on",   "syntax off", "noh",
        "nohlsearch", "cq",     "sort", "retab", "gg=G",  "normal gg=G", "print",      "delete",
        "nu",         "update", "up"};
    if (std::find(std::begin(words), std::end(words), text) != std::end(words)) return true;
    if (text.starts_with("set ") && text.find('=') == std::string_view::npos) return true;
    return starts_any(text, {"echo \"", "echo '", "colorscheme ", "sort ", "m", "t", "k"}) &&
           text.size() < 4;
  }

  const Argument& source_;
  Description& out_;
};

// Lines between a, i or c and a single "." are text.
void read_script(const std::string& script, Description& out) {
  const Argument source = literal("");
  bool text = false;
  for (std::size_t at = 0; at < script.size();) {
    const std::size_t end = std::min(script.find('\n', at), script.size());
    const std::string_view line = std::string_view(script).substr(at, end - at);
    at = end + 1;
    if (text) {
      text = line != ".";
      continue;
    }
    const std::string_view command = behind_range(trimmed(line, ": \t"));
    text = command == "a" || command == "i" || command == "c";
    ExCommand(source, out).run(line);
  }
}

bool reads_commands(const Description& description, const Reading& reading) {
  return description.program == "ed" || description.program == "ex" ||
         reading.has_any({"-e", "-es", "-Es", "-E"}) || (reading.has("-s") && !reading.value("-s"));
}

}  // namespace

// ed and ex read commands; vim takes them by -c, --cmd and +COMMAND.
void refine_vim(const Invocation& invocation, const Reading& reading, Description& description) {
  if (description.negligible) return;
  for (const UsedFlag& used : reading.flags) {
    const bool command = used.name == "-c" || used.name == "--cmd";
    if (command && used.value) {
      if (!used.value->exact())
        description.effects.push_back(
            effect_on(EffectKind::opaque, "an editor command known only at run time"));
      ExCommand(*used.value, description).run(used.value->text);
    }
  }
  std::erase_if(description.effects,
                [](const Effect& effect) { return effect.target.starts_with('+'); });
  for (const Operand& operand : reading.operands) {
    const std::string& text = operand.word.text;
    if (!text.starts_with('+'))
      description.effects.push_back(effect_on(EffectKind::read, operand.word));
    const bool command = text.starts_with('+') && text.size() > 1 && text[1] != '/' &&
                         !std::isdigit(static_cast<unsigned char>(text[1]));
    if (command) ExCommand(operand.word, description).run(std::string_view(text).substr(1));
  }
  if (!invocation.stdin_given || !reads_commands(description, reading)) return;
  if (invocation.stdin_text)
    read_script(*invocation.stdin_text, description);
  else
    description.effects.push_back(
        effect_on(EffectKind::opaque, "editor commands from standard input"));
}

// less +COMMAND runs as if typed; "!" starts a shell.
void refine_less(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  std::erase_if(description.effects, [](const Effect& effect) {
    return effect.kind == EffectKind::read && effect.target.starts_with('+');
  });
  for (const Operand& operand : reading.operands) {
    const std::string& text = operand.word.text;
    if (!text.starts_with('+')) continue;
    const std::size_t bang = text.find_first_of("!|#");
    if (bang != std::string::npos)
      description.carried.push_back(
          carried_shell(tail_of(operand.word, bang + 1), description.program + " +!"));
    else if (text.find_first_of("svE") != std::string::npos && text.find('/') == std::string::npos)
      description.effects.push_back(effect_on(EffectKind::opaque, "pager command " + text));
  }
}

}  // namespace gavel::commands
