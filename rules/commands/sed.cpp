// sed: the script's w, r, e and s///w, s///e; and -i.
#include <cctype>

#include "rules/commands/effects.h"
#include "rules/commands/programs.h"

namespace gavel::commands {
namespace {

// Reads a sed script command by command; what it writes, reads and runs goes to `out`.
class Script {
 public:
  Script(const Argument& text, Description& out) : word_(text), text_(text.text), out_(out) {}

  void run() {
    while (at_ < text_.size()) command();
    if (!word_.exact()) opaque("the sed script is not known before run time");
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip(std::string_view set) {
    while (at_ < text_.size() && set.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  void command() {
    skip(" \t\n;{}");
    address();
    skip(" \t!");
    const char name = peek();
    if (name == '\0') return;
    ++at_;
    run_command(name);
  }

  void run_command(char name) {
    switch (name) {
      case 'w':
      case 'W':
        return file(EffectKind::write);
      case 'r':
      case 'R':
        return file(EffectKind::read);
      case 'e':
        return execute();
      case 's':
        return substitute();
      case 'y':
        two_parts(peek());
        return;
      case 'a':
      case 'i':
      case 'c':
        return text_lines();
      case ':':
      case 'b':
      case 't':
      case 'T':
      case '#':
      case 'q':
      case 'Q':
      case 'l':
      case 'L':
      case 'v':
        return to_end(name == ':' || name == '#' ? "\n" : ";\n}");
      default:
        return;
    }
  }

  // address = number | $ | /re/ | \cREc, with steps, ranges and flags
  void address() {
    for (;;) {
      skip(" \t0123456789,~+$");
      if (peek() == '/') {
        delimited('/');
      } else if (peek() == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        delimited(peek());
      } else {
        return;
      }
      skip("IM");
    }
  }

  // From one delimiter past the next one that is not escaped or in brackets.
  std::string delimited(char delimiter) {
    std::string part;
    bool bracket = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        part += c;
        part += text_[++at_];
        continue;
      }
      if (c == '[' && delimiter != '[') bracket = text_.find(']', at_ + 1) != std::string::npos;
      if (c == ']') bracket = false;
      if (c == delimiter && !bracket) break;
      part += c;
    }
    ++at_;
    return part;
  }

  void two_parts(char delimiter) {
    if (delimiter == '\0') return;
    delimited(delimiter);
    --at_;
    plain_part(delimiter);
  }

  // The replacement knows no brackets.
  void plain_part(char delimiter) {
    for (++at_; at_ < text_.size() && text_[at_] != delimiter; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  void substitute() {
    two_parts(peek());
    for (; at_ < text_.size(); ++at_) {
      const char flag = text_[at_];
      if (flag == 'w') {
        ++at_;
        return file(EffectKind::write);
      }
      if (flag == 'e')
        opaque("sed runs the pattern space as a command");
      else if (!std::isalnum(static_cast<unsigned char>(flag)))
        return;
    }
  }

  void file(EffectKind kind) {
    skip(" \t");
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string name(text_.substr(at_, end - at_));
    at_ = end;
    if (name == "/dev/stdout" || name == "/dev/stderr" || name == "/dev/stdin") return;
    out_.effects.push_back(effect_on(kind, std::move(name)));
  }

  void execute() {
    skip(" \t");
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    Argument line;
    line.text = text_.substr(at_, end - at_);
    at_ = end;
    if (line.text.empty() || line.text[0] == ';' || line.text[0] == '}') {
      return opaque("sed runs the pattern space as a command");
    }
    out_.carried.push_back(carried_shell(std::move(line), "sed e"));
  }

  // a, i and c take lines; a backslash before a newline continues.
  void text_lines() {
    for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
  }
  void to_end(std::string_view ends) {
    while (at_ < text_.size() && ends.find(text_[at_]) == std::string_view::npos) ++at_;
  }
  void opaque(std::string why) {
    out_.effects.push_back(effect_on(EffectKind::opaque, std::move(why)));
  }

  const Argument& word_;
  std::string_view text_;
  Description& out_;
  std::size_t at_ = 0;
};

// BSD sed -i takes its suffix as a word of its own; '' can be nothing else.
bool is_suffix_word(const Operand& operand) {
  return operand.word.exact() && operand.word.text.empty();
}

}  // namespace

void refine_sed(const Invocation&, const Reading& reading, Description& description) {
  if (description.negligible) return;
  const bool in_place = reading.has_any({"-i", "-I"});
  description.effects.clear();
  std::vector<Operand> operands = reading.operands;
  if (in_place && !operands.empty() && is_suffix_word(operands.front()))
    operands.erase(operands.begin());
  bool scripted = false;
  for (const UsedFlag& used : reading.flags) {
    const bool script = used.name == "-e" || used.name == "--expression";
    if (script && used.value) Script(*used.value, description).run();
    scripted = scripted || script;
    if (!used.value || (used.name != "-f" && used.name != "--file")) continue;
    scripted = true;
    Carried carried;
    carried.kind = Carried::Kind::script_file;
    carried.language = "sed";
    carried.label = "sed -f";
    carried.text = *used.value;
    description.carried.push_back(std::move(carried));
  }
  std::size_t first = 0;
  if (!scripted && !operands.empty()) {
    Script(operands.front().word, description).run();
    first = 1;
  }
  const EffectKind kind = in_place ? EffectKind::write : EffectKind::read;
  for (std::size_t i = first; i < operands.size(); ++i) {
    description.effects.push_back(effect_on(kind, operands[i].word));
  }
  if (operands.size() > first) description.stdout_marks |= Mark::local_data;
  description.knowledge = Knowledge::read_only;
}

}  // namespace gavel::commands
