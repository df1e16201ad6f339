// perl and ruby: one-letter options that bundle with code, -i, -n and -p.
#include <algorithm>
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/interpreters.h"
#include "rules/commands/programs.h"
#include "rules/commands/serve.h"

namespace gavel::commands {
namespace {

struct OneLiner {
  std::vector<Argument> code;
  std::vector<Argument> operands;
  std::vector<std::string> flags;
  std::string libraries;  // use statements that -M makes
  bool in_place = false;
  bool loops = false;   // -n or -p: the operands are files to read
  bool checks = false;  // -c, -v: runs (nearly) nothing
};

// Reads the words as perlrun(1) says; `language` tells the letters that differ.
class Letters {
 public:
  Letters(std::span<const Argument> argv, bool ruby) : argv_(argv), ruby_(ruby) {}

  OneLiner run() {
    for (next_ = 1; next_ < argv_.size(); ++next_) {
      const Argument& word = argv_[next_];
      if (word.text.size() < 2 || word.text[0] != '-' || word.text == "--") break;
      if (word.text.starts_with("--"))
        out_.flags.push_back(word.text);
      else
        read_letters(word);
    }
    if (next_ < argv_.size() && argv_[next_].text == "--") ++next_;
    for (; next_ < argv_.size(); ++next_) out_.operands.push_back(argv_[next_]);
    return std::move(out_);
  }

 private:
  void read_letters(Argument word) {
    for (std::size_t at = 1; at < word.text.size(); ++at) {
      out_.flags.push_back(std::string("-") + word.text[at]);
      if (!read_letter(word, at)) return;
    }
  }

  // False when the rest of the word was the letter's value.
  bool read_letter(const Argument& word, std::size_t& at) {
    const char letter = word.text[at];
    if (letter == 'e' || (letter == 'E' && !ruby_)) return take_code(word, at);
    if (letter == 'i') {
      out_.in_place = true;
      return false;
    }
    if (letter == 'n' || letter == 'p') out_.loops = true;
    if (letter == 'c' || letter == 'v') out_.checks = true;
    if (letter == '0' || letter == 'l') return skip_digits(word, at);
    if (letter == 'M' || letter == 'm' || (ruby_ && letter == 'r')) return take_library(word, at);
    if (letter == 'I' || letter == 'F' || letter == 'D' || letter == 'x' || letter == 'C' ||
        letter == 'V') {
      if (at + 1 == word.text.size() && letter == 'I') ++next_;
      return false;
    }
    return true;
  }

  bool take_code(const Argument& word, std::size_t at) {
    if (at + 1 < word.text.size())
      out_.code.push_back(tail_of(word, at + 1));
    else if (next_ + 1 < argv_.size())
      out_.code.push_back(argv_[++next_]);
    return false;
  }

  static bool skip_digits(const Argument& word, std::size_t& at) {
    while (at + 1 < word.text.size() &&
           std::isdigit(static_cast<unsigned char>(word.text[at + 1]))) {
      ++at;
    }
    return true;
  }

  bool take_library(const Argument& word, std::size_t at) {
    std::string name = word.text.substr(at + 1);
    if (name.empty() && next_ + 1 < argv_.size()) name = argv_[++next_].text;
    out_.libraries += (ruby_ ? "require '" : "use ") + name + (ruby_ ? "'\n" : ";\n");
    return false;
  }

  std::span<const Argument> argv_;
  bool ruby_;
  std::size_t next_ = 1;
  OneLiner out_;
};

Argument whole_code(const OneLiner& line) {
  Argument code = line.code.front();
  for (std::size_t i = 1; i < line.code.size(); ++i) {
    code.text += "\n" + line.code[i].text;
    if (!line.code[i].exact()) code.known = Argument::Known::partial;
    code.marks |= line.code[i].marks;
  }
  code.text = line.libraries + code.text;
  return code;
}

void describe_one_liner(const OneLiner& line, const std::string& language,
                        Description& description) {
  Carried carried = carried_code(whole_code(line), language, description.program + " -e");
  carried.argv = line.operands;
  description.carried.push_back(std::move(carried));
  if (!line.loops && !line.in_place) return;
  description.passes_stdin = true;
  const EffectKind kind = line.in_place ? EffectKind::write : EffectKind::read;
  for (const Argument& file : line.operands) description.effects.push_back(effect_on(kind, file));
}

// ruby -run -e NAME -- ARGS: un.rb is a handful of file commands and a web server.
bool describe_un(const OneLiner& line, const Invocation& invocation, Description& description) {
  if (line.libraries.find("require 'un'") == std::string::npos || line.code.empty()) return false;
  const std::string& name = line.code.front().text;
  std::vector<Argument> words = line.operands;
  if (name == "httpd") {
    description.effects.push_back(effect_on(EffectKind::net_listen, "8080"));
    const auto folder = std::find_if(words.begin(), words.end(), [](const Argument& word) {
      return !word.exact() || !word.text.starts_with('-');
    });
    if (folder != words.end()) describe_serving(*folder, invocation, description);
    return true;
  }
  constexpr std::string_view files[] = {"cp",    "ln",      "mv",    "rm",   "mkdir",
                                        "rmdir", "install", "chmod", "touch"};
  if (std::find(std::begin(files), std::end(files), name) == std::end(files)) return false;
  words.insert(words.begin(), literal(name));
  Carried carried;
  carried.label = "ruby -run";
  carried.argv = std::move(words);
  description.carried.push_back(std::move(carried));
  return true;
}

void describe_script(const OneLiner& line, const std::string& language, Description& description) {
  Carried carried;
  carried.language = language;
  carried.label = description.program;
  const bool from_stdin = line.operands.empty() || line.operands.front().text == "-";
  carried.kind = from_stdin ? Carried::Kind::stdin : Carried::Kind::script_file;
  carried.argv = line.operands;
  if (!from_stdin) carried.text = line.operands.front();
  description.carried.push_back(std::move(carried));
}

void refine_letters(const Invocation& invocation, Description& description,
                    const std::string& language) {
  const OneLiner line = Letters(invocation.argv, language == "ruby").run();
  description.flags = line.flags;
  description.operands = line.operands;
  description.effects.clear();
  description.carried.clear();
  if (describe_un(line, invocation, description)) return;
  // ruby -c looks at the syntax; perl -c runs BEGIN blocks on the way.
  if (language == "ruby" && line.checks && line.code.empty() &&
      std::find(line.flags.begin(), line.flags.end(), "-c") != line.flags.end()) {
    for (const Argument& file : line.operands)
      description.effects.push_back(effect_on(EffectKind::read, file));
    return;
  }
  if (!line.code.empty())
    describe_one_liner(line, language, description);
  else if (!line.checks || !line.operands.empty())
    describe_script(line, language, description);
}

}  // namespace

void refine_perl(const Invocation& invocation, const Reading&, Description& description) {
  if (!description.negligible) refine_letters(invocation, description, "perl");
}

void refine_ruby(const Invocation& invocation, const Reading&, Description& description) {
  if (description.negligible) return;
  refine_letters(invocation, description, "ruby");
  const bool script = !description.carried.empty() && !description.operands.empty() &&
                      description.carried.front().kind == Carried::Kind::script_file;
  if (!script) return;
  // `operands` are the last words of the command line.
  Reading reading;
  const std::size_t first = invocation.argv.size() - description.operands.size();
  reading.operands.push_back({description.operands.front(), first});
  describe_known_script(invocation, reading, description);
}

}  // namespace gavel::commands
