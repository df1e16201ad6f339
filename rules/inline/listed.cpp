#include "rules/inline/listed.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rules/inline/listed_tables.h"
#include "rules/inline/notes.h"

namespace gavel::inline_code {
namespace {

const Listed* find_listed(std::string_view language) {
  for (const Listed& listed : listed_languages()) {
    if (listed.language == language) return &listed;
  }
  return nullptr;
}

bool is_word_of(std::string_view words, std::string_view wanted) {
  for (std::size_t at = words.find(wanted); at != std::string_view::npos;
       at = words.find(wanted, at + 1)) {
    const std::size_t end = at + wanted.size();
    const bool begins = at == 0 || words[at - 1] == ' ';
    if (begins && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

struct Piece {
  enum class Kind { name, text, command, sign } kind = Kind::sign;
  std::string text;
  bool exact = true;
  bool holds_code = false;  // "$(f(x))"
};

// Names, literals and signs; nothing of the grammar beyond.
class Splitter {
 public:
  Splitter(const Listed& language, std::string_view code) : language_(language), code_(code) {}

  std::vector<Piece> run(Scan& scan) {
    while (at_ < code_.size()) step();
    if (broken_) make_opaque(scan, "its text could not be read");
    return std::move(pieces_);
  }

 private:
  bool in_name(char c) const {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
           language_.word_signs.find(c) != std::string_view::npos;
  }

  void step() {
    const char c = code_[at_];
    if (begins_unread()) {
      broken_ = true;
      at_ = code_.size();
    } else if (code_.substr(at_).starts_with(language_.comment)) {
      at_ = std::min(code_.find('\n', at_), code_.size());
    } else if (skip_character()) {
      return;
    } else if (c == '"' || c == '`' || (c == '\'' && quotes_single())) {
      take_text(c);
    } else if (in_name(c)) {
      const std::size_t begin = at_;
      while (at_ < code_.size() && in_name(code_[at_])) ++at_;
      pieces_.push_back({Piece::Kind::name, std::string(code_.substr(begin, at_ - begin))});
    } else {
      if (std::isspace(static_cast<unsigned char>(c)) == 0)
        pieces_.push_back({Piece::Kind::sign, std::string(1, c)});
      ++at_;
    }
  }

  // Texts and comments over which other rules hold: code could hide behind them.
  bool begins_unread() const {
    const std::string_view rest = code_.substr(at_);
    const bool raw = language_.language == "r" && (rest[0] == '"' || rest[0] == '\'') && at_ > 0 &&
                     (code_[at_ - 1] == 'r' || code_[at_ - 1] == 'R');
    const bool block = (rest.starts_with("#=") && language_.comment == "#") ||
                       (rest.starts_with("/*") && language_.comment == "//");
    return raw || block || (rest.starts_with("\"\"\"") && language_.language != "r");
  }

  // 'x' and '\n' of julia and scala, \x of clojure: a quote in them opens no text.
  bool skip_character() {
    const std::string_view rest = code_.substr(at_);
    if (language_.heads && rest[0] == '\\') return at_ += 2, true;
    if (quotes_single() || language_.heads || rest[0] != '\'') return false;
    const std::size_t close = rest.find('\'', rest.size() > 1 && rest[1] == '\\' ? 3 : 2);
    if (close == std::string_view::npos || close > 8 || (rest[1] != '\\' && close != 2))
      return false;
    at_ += close + 1;
    return true;
  }

  // Only R writes texts between single quotes.
  bool quotes_single() const { return language_.language == "r"; }

  void take_text(char quote) {
    Piece piece{quote == '`' && language_.commands ? Piece::Kind::command : Piece::Kind::text, "",
                true, false};
    for (++at_; at_ < code_.size() && code_[at_] != quote; ++at_) {
      if (code_[at_] == '\\') ++at_;
      if (at_ >= code_.size()) break;
      if (code_[at_] == '$' && language_.language != "r") {
        piece.exact = false;
        const char next = at_ + 1 < code_.size() ? code_[at_ + 1] : ' ';
        piece.holds_code = piece.holds_code || next == '(' || next == '{';
      }
      piece.text += code_[at_];
    }
    broken_ = broken_ || at_ >= code_.size();
    ++at_;
    // A name in backticks is a name; a hole in a text is code.
    if (quote == '`' && !language_.commands) piece.kind = Piece::Kind::name;
    pieces_.push_back(std::move(piece));
  }

  const Listed& language_;
  std::string_view code_;
  std::size_t at_ = 0;
  bool broken_ = false;
  std::vector<Piece> pieces_;
};

class Reader {
 public:
  Reader(const Listed& language, std::vector<Piece> pieces, Scan& scan)
      : language_(language), pieces_(std::move(pieces)), scan_(scan) {}

  void run() {
    collect_definitions();
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      if (piece.kind == Piece::Kind::command) add_command(piece);
      if (piece.kind == Piece::Kind::text && piece.holds_code && !language_.heads)
        make_opaque(scan_, "code inside a text");
      if (piece.kind == Piece::Kind::sign && starts_reader_code(i))
        make_opaque(scan_, "code that runs while it is read");
      if (piece.kind == Piece::Kind::name) note_name(i);
    }
  }

 private:
  bool is_sign(std::size_t at, char sign) const {
    return at < pieces_.size() && pieces_[at].kind == Piece::Kind::sign &&
           pieces_[at].text[0] == sign;
  }

  // clojure's #=(...), julia's @eval and R's ::: reach what no list knows.
  bool starts_reader_code(std::size_t at) const {
    return language_.heads && is_sign(at, '#') && at + 1 < pieces_.size() &&
           pieces_[at + 1].text.starts_with('=');
  }

  bool is_defined(const std::string& name) const { return defined_.contains(name); }

  void collect_definitions() {
    for (std::size_t i = 0; i + 1 < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const Piece& next = pieces_[i + 1];
      if (piece.kind != Piece::Kind::name) continue;
      const bool word = is_word_of(language_.defining, piece.text);
      if (word && next.kind == Piece::Kind::name && !acting(next.text)) defined_.insert(next.text);
      // f <- function(x) ...
      const bool arrow = is_sign(i + 1, '<') && is_sign(i + 2, '-') && i + 3 < pieces_.size();
      if (arrow && pieces_[i + 3].text == "function" && !acting(piece.text))
        defined_.insert(piece.text);
    }
  }

  const Acting* acting(std::string_view name) const {
    for (const Acting& each : language_.acting) {
      if (each.name == name) return &each;
    }
    return nullptr;
  }

  bool is_called(std::size_t at) const {
    if (language_.heads) return at > 0 && is_sign(at - 1, '(') && !is_data(at - 1);
    return is_sign(at + 1, '(') || (language_.dots && at > 0 && is_sign(at - 1, '.'));
  }

  // '(1 2 3) is a list, not a call.
  bool is_data(std::size_t open) const { return open > 0 && pieces_[open - 1].text == "'"; }

  static bool is_number(const std::string& text) {
    return std::isdigit(static_cast<unsigned char>(text[0])) != 0 ||
           (text.size() > 1 && (text[0] == '-' || text[0] == '.') &&
            std::isdigit(static_cast<unsigned char>(text[1])) != 0);
  }

  void note_name(std::size_t at) {
    const std::string& name = pieces_[at].text;
    if (name.empty() || is_number(name)) return;
    const std::size_t slash = language_.heads ? name.rfind('/') : std::string::npos;
    const bool split = slash != std::string::npos && slash > 0 && slash + 1 < name.size();
    const std::string plain = split ? name.substr(slash + 1) : name;
    if (const Acting* act = acting(plain)) return add_act(*act, at);
    if (is_sign(at + 1, ':') && is_sign(at + 2, ':')) return;  // a package: its function follows
    if (is_word_of(language_.harmless, name) || is_defined(name)) return;
    const bool interop =
        language_.heads && name.size() > 1 && (split || name.find('.') != std::string::npos);
    if (is_called(at) || interop) make_opaque(scan_, "calls " + name + ", which is not known");
  }

  // The literal that is the first argument of the call at `at`.
  Argument first_argument(std::size_t at) const {
    Argument word;
    const std::size_t text = at + (language_.heads ? 1 : 2);
    const bool literal = text < pieces_.size() && pieces_[text].kind == Piece::Kind::text;
    const bool ends =
        literal && (language_.heads || is_sign(text + 1, ')') || is_sign(text + 1, ','));
    word.quoted = true;
    if (ends && pieces_[text].exact)
      word.text = pieces_[text].text;
    else
      word.known = Argument::Known::unknown;
    return word;
  }

  void add_run(Run::Kind kind, Argument text, const std::string& label) {
    Run run;
    run.kind = kind;
    run.label = label;
    run.text = std::move(text);
    run.language = language_.language;
    scan_.runs.push_back(std::move(run));
  }

  void add_command(const Piece& piece) {
    if (!piece.exact) return make_opaque(scan_, "a command that is known only at run time");
    Argument text;
    text.text = piece.text;
    add_run(Run::Kind::shell_text, std::move(text), std::string(language_.language) + " command");
  }

  void add_effect(EffectKind kind, const Argument& word, Traits traits = {}) {
    Effect effect;
    effect.kind = kind;
    effect.target = word.text;
    effect.traits = word.exact() ? traits : traits | Trait::unknown_target;
    scan_.effects.push_back(std::move(effect));
  }

  // The tests, documents and dependencies of the project are its own code.
  void add_project() {
    Argument here;
    here.text = ".";
    add_effect(EffectKind::exec, here);
  }

  void add_act(const Acting& act, std::size_t at) {
    const std::string& name = pieces_[at].text;
    if (act.does == Does::none) return;
    if (act.does == Does::code) return add_project();
    if (act.does == Does::stdin) {
      scan_.reads_stdin = true;
      return;
    }
    const Argument word = first_argument(at);
    const bool plain = is_called(at) && word.exact();
    if (!plain) return make_opaque(scan_, name + " of what is known only at run time");
    switch (act.does) {
      case Does::shell:
        return add_run(Run::Kind::shell_text, word, name);
      case Does::file:
        return add_run(Run::Kind::file, word, name);
      case Does::read:
        return add_effect(EffectKind::read, word);
      case Does::open_write:
        return add_effect(EffectKind::write, word);
      case Does::append:
        return add_effect(EffectKind::append, word);
      case Does::remove:
        return add_effect(EffectKind::remove, word);
      case Does::remove_tree:
        return add_effect(EffectKind::remove, word, Trait::recursive);
      case Does::chmod:
        return add_effect(EffectKind::chmod, word);
      default:
        return make_opaque(scan_, "uses " + name);
    }
  }

  const Listed& language_;
  std::vector<Piece> pieces_;
  Scan& scan_;
  std::set<std::string> defined_;
};

}  // namespace

bool is_listed(std::string_view language) {
  return find_listed(language) != nullptr;
}

void scan_listed(std::string_view language, std::string_view code, Scan& scan) {
  const Listed& listed = *find_listed(language);
  Reader(listed, Splitter(listed, code).run(scan), scan).run();
}

}  // namespace gavel::inline_code
