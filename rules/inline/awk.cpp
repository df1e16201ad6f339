#include "rules/inline/awk.h"

#include <algorithm>

#include "rules/inline/acts.h"
#include "rules/inline/token.h"

namespace gavel::inline_code {
namespace {

class Awk {
 public:
  Awk(const std::vector<Token>& tokens, Scan& scan) : tokens_(tokens), scan_(scan) {}

  void run() {
    for (at_ = 0; at_ < tokens_.size(); ++at_) step();
  }

 private:
  const Token& at(std::size_t index) const {
    static const Token nothing{};
    return index < tokens_.size() ? tokens_[index] : nothing;
  }

  void step() {
    const Token& token = tokens_[at_];
    if (token.kind == Token::Kind::newline || token.is(";") || token.is("}") || token.is("{"))
      prints_ = false, depth_ = 0;
    if (token.is("(")) ++depth_;
    if (token.is(")")) --depth_;
    if (token.kind == Token::Kind::name) return name(token);
    if (token.is("|") || token.is("|&")) return pipe();
    if (token.is("<") && (at(at_ - 1).names("getline") || at(at_ - 2).names("getline")))
      return file(EffectKind::read, at_ + 1);
    if (prints_ && depth_ <= 0 && (token.is(">") || token.is(">>")))
      file(EffectKind::write, at_ + 1);
  }

  void name(const Token& token) {
    if (token.text == "print" || token.text == "printf") prints_ = true, depth_ = 0;
    if (token.text == "system" && at(at_ + 1).is("(")) run_shell(text(at_ + 2, ")"), "system");
    if (token.text == "ENVIRON" && !at(at_ + 1).is("["))
      make_opaque(scan_, "goes through the whole environment");
    if (token.text == "ENVIRON" && names_secret(at(at_ + 2).text))
      make_opaque(scan_, "takes a secret of the environment");
    const bool directive = at_ > 0 && tokens_[at_ - 1].is("@");
    if (directive && (token.text == "load" || token.text == "include"))
      make_opaque(scan_, "loads further code");
    else if (directive)
      make_opaque(scan_, "calls a function by a name in a variable");
  }

  static bool names_secret(std::string_view variable) {
    constexpr std::string_view parts[] = {"KEY", "TOKEN", "SECRET", "PASSW", "CREDENTIAL"};
    return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) {
      return variable.find(part) != std::string_view::npos;
    });
  }

  // "cmd" | getline, or print … | "cmd"
  void pipe() {
    if (at(at_ + 1).names("getline")) {
      std::size_t begin = at_;
      while (begin > 0 && !ends(tokens_[begin - 1])) --begin;
      return run_shell(text(begin, "|"), "getline");
    }
    const Argument command = text(at_ + 1, "");
    // What is printed is then a command itself.
    const std::string_view name =
        std::string_view(command.text).substr(command.text.find_last_of('/') + 1);
    if (name == "sh" || name == "bash" || name == "zsh" || name == "dash" || name == "ksh")
      make_opaque(scan_, "prints into a shell");
    run_shell(command, "print |");
  }
  static bool ends(const Token& token) {
    return token.kind == Token::Kind::newline || token.is(";") || token.is("{") || token.is("}") ||
           token.is("(") || token.names("while") || token.names("if");
  }

  // Adjacent strings up to `end` or the statement's end; anything else makes the rest unknown.
  Argument text(std::size_t index, std::string_view end) const {
    Argument word;
    word.quoted = true;
    bool any = false;
    for (; index < tokens_.size(); ++index) {
      const Token& token = tokens_[index];
      const bool done = token.kind == Token::Kind::newline || token.is(";") || token.is("}") ||
                        (!end.empty() && token.is(end)) || (end.empty() && token.is(")"));
      if (done) break;
      if (token.is("(") && !any) continue;
      if (token.kind != Token::Kind::string) {
        word.known = word.text.empty() ? Argument::Known::unknown : Argument::Known::partial;
        return word;
      }
      any = true;
      word.text += token.text;
    }
    if (!any) word.known = Argument::Known::unknown;
    return word;
  }

  void file(EffectKind kind, std::size_t index) {
    const Argument word = text(index, "");
    if (word.text == "/dev/stderr" || word.text == "/dev/stdout" || word.text == "-" ||
        word.text == "/dev/stdin")
      return;
    Effect effect;
    effect.kind = word.text.starts_with("/inet") ? EffectKind::net_out : kind;
    effect.target = word.text;
    if (!word.exact()) effect.traits |= Trait::unknown_target;
    scan_.effects.push_back(std::move(effect));
  }

  void run_shell(Argument command, std::string label) {
    if (command.text.starts_with("/inet")) {
      Effect effect;
      effect.kind = EffectKind::net_out;
      effect.target = command.text;
      effect.traits = Trait::to_socket;
      scan_.effects.push_back(std::move(effect));
      return;
    }
    Run run;
    run.kind = Run::Kind::shell_text;
    run.label = std::move(label);
    run.text = std::move(command);
    scan_.runs.push_back(std::move(run));
  }

  const std::vector<Token>& tokens_;
  Scan& scan_;
  std::size_t at_ = 0;
  bool prints_ = false;
  int depth_ = 0;
};

}  // namespace

void scan_awk(std::string_view code, Scan& scan) {
  const Tokens tokens = tokenize(Language::awk, code);
  if (tokens.broken) make_opaque(scan, "its text could not be read");
  scan.reads_stdin = true;
  Awk(tokens.list, scan).run();
}

}  // namespace gavel::inline_code
