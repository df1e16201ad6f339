#include <algorithm>
#include <cctype>
#include <optional>

#include "rules/inline/home.h"
#include "rules/inline/token.h"

namespace gavel::inline_code {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}
bool is_word_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
}

constexpr std::string_view long_signs[] = {
    "...", "===", "!==", "->", "::", "?.", "=>", "==", "!=", ">=", "<=", "||",
    "&&",  "..",  ">>",  "|&", "=~", "!~", "+=", "-=", ".=", ":=", "**"};

// Words after which a slash begins a pattern, not a division.
constexpr std::string_view pattern_openers[] = {
    "return", "if",    "unless", "and", "or",   "not", "split", "grep", "when", "while",
    "until",  "print", "typeof", "in",  "case", "map", "x",     "lt",   "join"};

char closing(char open) {
  switch (open) {
    case '(':
      return ')';
    case '[':
      return ']';
    case '{':
      return '}';
    case '<':
      return '>';
    default:
      return open;
  }
}

// What a kind of string does with backslashes and holes.
struct Quote {
  bool escapes = true;  // \n, \x41, …
  bool interpolates = false;
};

struct Heredoc {
  std::string end;
  Quote quote;
  bool indented = false;
};

class Lexer {
 public:
  Lexer(Language language, std::string_view code) : language_(language), code_(code) {}

  Tokens run() {
    if (language_ == Language::php) skip_to_php();
    while (at_ < code_.size()) step();
    if (!heredocs_.empty()) out_.broken = true;
    return std::move(out_);
  }

 private:
  bool is(Language language) const { return language_ == language; }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < code_.size() ? code_[at_ + ahead] : '\0';
  }
  bool looking_at(std::string_view text) const { return code_.substr(at_).starts_with(text); }

  void skip_to_php() {
    const std::size_t open = code_.find("<?");
    if (open == std::string_view::npos) return;
    at_ = open + 2;
    if (looking_at("php"))
      at_ += 3;
    else if (looking_at("="))
      at_ += 1;
  }

  void step() {
    const char c = peek();
    if (c == '\n') return end_line();
    if (std::isspace(static_cast<unsigned char>(c))) return skip_blank();
    if (c == '\\' && peek(1) == '\n') {
      at_ += 2;
      return;
    }
    if (skip_comment()) return;
    if (read_string()) return;
    if (is_word_start(c) || starts_sigil()) return read_name();
    if (std::isdigit(static_cast<unsigned char>(c))) return read_number();
    read_sign();
  }

  void skip_blank() {
    ++at_;
    spaced_ = true;
  }

  void end_line() {
    add(Token::Kind::newline, "\n");
    ++at_;
    while (!heredocs_.empty() && at_ <= code_.size()) read_heredoc();
  }

  void add(Token::Kind kind, std::string text, bool exact = true) {
    out_.list.push_back({kind, std::move(text), exact, spaced_});
    spaced_ = false;
  }

  void skip_line() { at_ = std::min(code_.find('\n', at_), code_.size()); }

  bool skip_comment() {
    const bool hash = is(Language::python) || is(Language::perl) || is(Language::ruby) ||
                      is(Language::php) || is(Language::awk);
    if (hash && peek() == '#') return skip_line(), true;
    const bool slashes = is(Language::node) || is(Language::php);
    if (slashes && looking_at("//")) return skip_line(), true;
    if (slashes && looking_at("/*")) return skip_until("*/"), true;
    if (is(Language::node) && at_ == 0 && looking_at("#!")) return skip_line(), true;
    if (is(Language::lua) && looking_at("--")) return skip_lua_comment(), true;
    if (is(Language::php) && looking_at("?>")) return skip_html(), true;
    const bool line_start = at_ == 0 || code_[at_ - 1] == '\n';
    if (is(Language::perl) && line_start && peek() == '=' && is_word_start(peek(1)))
      return skip_until("\n=cut"), true;
    if (is(Language::perl) && line_start && looking_at("__END__")) return at_ = code_.size(), true;
    if (is(Language::ruby) && line_start && looking_at("=begin")) return skip_until("\n=end"), true;
    return false;
  }

  void skip_until(std::string_view end) {
    const std::size_t found = code_.find(end, at_ + 2);
    if (found == std::string_view::npos) {
      out_.broken = !is(Language::perl);
      at_ = code_.size();
    } else {
      at_ = found + end.size();
    }
  }
  void skip_lua_comment() {
    at_ += 2;
    if (looking_at("[[")) return skip_until("]]");
    skip_line();
  }
  void skip_html() {
    add(Token::Kind::sign, ";");
    const std::size_t open = code_.find("<?", at_);
    at_ = open == std::string_view::npos ? code_.size() : open;
    if (open != std::string_view::npos) skip_to_php_at();
  }
  void skip_to_php_at() {
    at_ += 2;
    if (looking_at("php"))
      at_ += 3;
    else if (looking_at("="))
      ++at_;
  }

  bool starts_sigil() const {
    if (is(Language::php)) return peek() == '$' && is_word_start(peek(1));
    if (is(Language::ruby))
      return (peek() == '$' || peek() == '@') && (is_word_start(peek(1)) || peek(1) == '@');
    if (!is(Language::perl)) return false;
    const bool sigil = peek() == '$' || peek() == '@' || (peek() == '%' && pattern_may_begin());
    return sigil && (is_word_start(peek(1)) || peek(1) == ':');
  }

  void read_name() {
    const std::size_t begin = at_;
    while (peek() == '$' || peek() == '@' || (at_ == begin && peek() == '%')) ++at_;
    while (at_ < code_.size() && (is_word(peek()) || (peek() & 0x80))) ++at_;
    if (is(Language::ruby) && (peek() == '?' || peek() == '!') && peek(1) != '=') ++at_;
    std::string word(code_.substr(begin, at_ - begin));
    if (read_quote_like(word)) return;
    add(Token::Kind::name, std::move(word));
  }

  void read_number() {
    const std::size_t begin = at_;
    while (at_ < code_.size() && (is_word(peek()) || (peek() == '.' && peek(1) != '.'))) ++at_;
    add(Token::Kind::number, std::string(code_.substr(begin, at_ - begin)));
  }

  void read_sign() {
    if (peek() == '/' && has_patterns() && pattern_may_begin()) return read_pattern();
    for (const std::string_view sign : long_signs) {
      if (!looking_at(sign)) continue;
      at_ += sign.size();
      return add(Token::Kind::sign, std::string(sign));
    }
    add(Token::Kind::sign, std::string(1, code_[at_++]));
  }

  bool has_patterns() const {
    return !is(Language::python) && !is(Language::lua) && !is(Language::php);
  }

  bool pattern_may_begin() const {
    if (out_.list.empty()) return true;
    const Token& last = out_.list.back();
    if (last.kind == Token::Kind::sign) return !last.is(")") && !last.is("]") && !last.is("}");
    if (last.kind == Token::Kind::newline) return true;
    if (last.kind != Token::Kind::name) return false;
    return std::find(std::begin(pattern_openers), std::end(pattern_openers), last.text) !=
           std::end(pattern_openers);
  }

  void read_pattern() {
    bool set = false;
    for (++at_; at_ < code_.size(); ++at_) {
      const char c = peek();
      if (c == '\n') break;
      if (c == '\\')
        ++at_;
      else if (c == '[')
        set = true;
      else if (c == ']')
        set = false;
      else if (c == '/' && !set)
        break;
    }
    if (peek() != '/')
      out_.broken = true;
    else
      ++at_;
    while (std::isalpha(static_cast<unsigned char>(peek()))) ++at_;
    add(Token::Kind::pattern, "");
  }

  // True when a string began here and was read.
  bool read_string() {
    const char c = peek();
    if (is(Language::python)) return read_python_string();
    if (is(Language::lua) && looking_at("[[")) return read_long_string(), true;
    if (is(Language::lua) && c == '[' && peek(1) == '=') return read_lua_level();
    if (is(Language::awk)) return c == '"' && read_quoted(c, {true, false}, Token::Kind::string);
    if (c == '<' && looking_at("<<") && read_heredoc_start()) return true;
    if (is(Language::ruby) && c == '%' && read_ruby_percent()) return true;
    if (c == '`')
      return read_quoted(c, {true, true},
                         is(Language::node) ? Token::Kind::string : Token::Kind::shell);
    if (c == '"')
      return read_quoted(c, {true, !is(Language::node) && !is(Language::lua)}, Token::Kind::string);
    if (c == '\'') {
      const bool escapes = is(Language::node) || is(Language::lua);
      return read_quoted(c, {escapes, false}, Token::Kind::string);
    }
    return false;
  }

  bool read_python_string() {
    std::size_t length = 0;
    while (length < 3 &&
           std::string_view("rRbBuUfFtT").find(peek(length)) != std::string_view::npos &&
           peek(length))
      ++length;
    const char quote = peek(length);
    if (quote != '"' && quote != '\'') return false;
    if (at_ > 0 && is_word(code_[at_ - 1])) return false;
    std::string prefix(code_.substr(at_, length));
    std::transform(prefix.begin(), prefix.end(), prefix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    at_ += length;
    const Quote style{prefix.find('r') == std::string::npos,
                      prefix.find_first_of("ft") != std::string::npos};
    const bool triple = peek(1) == quote && peek(2) == quote;
    at_ += triple ? 3 : 1;
    read_body(triple ? std::string(3, quote) : std::string(1, quote), style, Token::Kind::string,
              !triple);
    return true;
  }

  bool read_quoted(char quote, Quote style, Token::Kind kind) {
    ++at_;
    read_body(std::string(1, quote), style, kind, false);
    return true;
  }

  void read_long_string() {
    at_ += 2;
    if (peek() == '\n') ++at_;
    read_body("]]", {false, false}, Token::Kind::string, false);
  }
  bool read_lua_level() {
    std::size_t level = 1;
    while (peek(level) == '=') ++level;
    if (peek(level) != '[') return false;
    at_ += level + 1;
    read_body("]" + std::string(level - 1, '=') + "]", {false, false}, Token::Kind::string, false);
    return true;
  }

  // From behind the opening quote to behind `end`. A one-line string may not hold a newline.
  void read_body(const std::string& end, Quote style, Token::Kind kind, bool one_line) {
    std::string text;
    bool exact = true;
    while (at_ < code_.size() && !looking_at(end)) {
      if (one_line && peek() == '\n') break;
      if (peek() == '\\') {
        read_escape(style, text);
      } else if (style.interpolates && exact && read_home(text)) {
        continue;
      } else if (style.interpolates && read_hole(end)) {
        exact = false;
      } else if (exact) {
        text += code_[at_++];
      } else {
        ++at_;
      }
    }
    if (!looking_at(end)) out_.broken = true;
    at_ = std::min(at_ + end.size(), code_.size());
    add(kind, std::move(text), exact);
  }

  void read_escape(Quote style, std::string& text) {
    ++at_;
    if (at_ >= code_.size()) return;
    const char c = code_[at_++];
    if (!style.escapes) {
      if (c != '\'' && c != '\\') text += '\\';
      if (is(Language::python) && (c == '\'' || c == '\\')) text += '\\';
      text += c;
      return;
    }
    constexpr std::string_view names = "ntrabfv0e";
    constexpr std::string_view values{"\n\t\r\a\b\f\v\0\x1b", 9};
    if (c == '\n') return;
    if (c == 'x' || c == 'u') return read_code_point(text);
    if (c >= '0' && c <= '9') return read_octal(c, text);
    const std::size_t index = names.find(c);
    text += index == std::string_view::npos ? c : values[index];
  }

  void read_code_point(std::string& text) {
    const bool braces = peek() == '{';
    if (braces) ++at_;
    unsigned value = 0;
    for (int digits = 0; digits < 6 && std::isxdigit(static_cast<unsigned char>(peek()));
         ++digits) {
      if (!braces && digits == (code_[at_ - 1 - static_cast<std::size_t>(digits)] == 'u' ? 4 : 2))
        break;
      const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(code_[at_++])));
      value = value * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (braces && peek() == '}') ++at_;
    text += value < 128 ? static_cast<char>(value) : '?';
  }

  // Lua's are decimal, the others' octal.
  void read_octal(char first, std::string& text) {
    const unsigned base = is(Language::lua) ? 10 : 8;
    unsigned value = static_cast<unsigned>(first - '0');
    for (int digits = 1; digits < 3 && std::isdigit(static_cast<unsigned char>(peek())); ++digits) {
      value = value * base + static_cast<unsigned>(code_[at_++] - '0');
    }
    text += value < 128 ? static_cast<char>(value) : '?';
  }

  // The home folder at the beginning of a path in a string: "$ENV{HOME}/x", "<#{Dir.home}/x".
  bool read_home(std::string& text) {
    if (text.find_first_not_of("<>+ ") != std::string::npos) return false;
    const std::size_t length = home_at(code_.substr(at_));
    if (length > 0) text += '~';
    at_ += length;
    return length > 0;
  }

  // Code or a variable inside a string; true when one was read.
  bool read_hole(const std::string& end) {
    if (is(Language::python)) return read_python_hole();
    if (is(Language::node)) return looking_at("${") && take_hole(2);
    if (is(Language::ruby)) return looking_at("#{") && take_hole(2);
    const bool variable = (peek() == '$' || (peek() == '@' && is(Language::perl))) &&
                          peek(1) != end[0] && at_ + 1 < code_.size();
    if (is(Language::php) && looking_at("{$")) return take_hole(1);
    if (!variable) return false;
    if (peek(1) == '{') return take_hole(2);
    if (!is_word_start(peek(1)) && !std::isdigit(static_cast<unsigned char>(peek(1))) &&
        !(is(Language::perl) &&
          std::string_view("&!@$_0/").find(peek(1)) != std::string_view::npos))
      return false;
    at_ += 2;
    while (is_word(peek())) ++at_;
    return true;
  }

  bool read_python_hole() {
    if (looking_at("{{") || looking_at("}}")) return at_ += 1, false;
    return peek() == '{' && take_hole(1);
  }

  bool take_hole(std::size_t open) {
    at_ += open;
    const std::size_t begin = at_;
    for (int depth = 1; at_ < code_.size(); ++at_) {
      if (peek() == '{') ++depth;
      if (peek() == '}' && --depth == 0) break;
    }
    out_.holes.emplace_back(code_.substr(begin, at_ - begin));
    if (at_ < code_.size())
      ++at_;
    else
      out_.broken = true;
    return true;
  }

  // perl's q qq qw qx m s tr y qr
  bool read_quote_like(const std::string& word) {
    if (!is(Language::perl)) return false;
    constexpr std::string_view words[] = {"q", "qq", "qw", "qx", "m", "qr", "s", "tr", "y"};
    if (std::find(std::begin(words), std::end(words), word) == std::end(words)) return false;
    std::size_t ahead = 0;
    while (peek(ahead) == ' ') ++ahead;
    const char open = peek(ahead);
    if (!open || is_word(open) || open == ',' || open == ';' || open == ')' ||
        (open == '=' && peek(ahead + 1) != '=' && ahead > 0))
      return false;
    if (looking_at("=>") || std::isspace(static_cast<unsigned char>(open))) return false;
    if (open == '#' && ahead > 0) return false;
    if (!out_.list.empty() && (out_.list.back().is("->") || out_.list.back().is("{"))) {
      if (open == '}') return false;
    }
    at_ += ahead;
    const std::string body = delimited(open);
    if (word == "s") return finish_substitution(open);
    if (word == "tr" || word == "y")
      return skip_second(open), skip_letters(), add(Token::Kind::pattern, ""), true;
    if (word == "m" || word == "qr") return skip_letters(), add(Token::Kind::pattern, ""), true;
    const bool exact = word == "q" || word == "qw" || open == '\'' ||
                       body.find_first_of("$@") == std::string::npos;
    if (!exact) take_text_holes(body);
    const std::size_t cut = exact ? body.size() : body.find_first_of("$@");
    add(word == "qx" ? Token::Kind::shell : Token::Kind::string, body.substr(0, cut), exact);
    return true;
  }

  // From the opening delimiter to behind its closing one; nests brackets.
  std::string delimited(char open) {
    const char close = closing(open);
    const std::size_t begin = ++at_;
    int depth = 1;
    for (; at_ < code_.size(); ++at_) {
      if (peek() == '\\')
        ++at_;
      else if (peek() == close && --depth == 0)
        break;
      else if (peek() == open && open != close)
        ++depth;
    }
    if (at_ >= code_.size()) {
      out_.broken = true;
      at_ = code_.size();
      return std::string(code_.substr(begin));
    }
    return std::string(code_.substr(begin, at_++ - begin));
  }

  std::string second_part(char open) {
    if (closing(open) == open) return --at_, delimited(open);
    while (std::isspace(static_cast<unsigned char>(peek()))) ++at_;
    return delimited(peek());
  }
  void skip_second(char open) { second_part(open); }
  std::string skip_letters() {
    const std::size_t begin = at_;
    while (std::isalpha(static_cast<unsigned char>(peek()))) ++at_;
    return std::string(code_.substr(begin, at_ - begin));
  }

  // s///e runs its replacement as code.
  bool finish_substitution(char open) {
    const std::string replacement = second_part(open);
    const std::string letters = skip_letters();
    if (letters.find('e') != std::string::npos) {
      out_.holes.push_back(replacement);
      if (letters.find("ee") != std::string::npos) out_.holes.push_back("eval($_);");
    } else if (replacement.find("@{") != std::string::npos) {
      take_text_holes(replacement);
    }
    add(Token::Kind::pattern, "");
    return true;
  }

  bool read_ruby_percent() {
    const char kind = peek(1);
    const bool bare = kind == '(' || kind == '[' || kind == '{';
    const bool lettered = std::string_view("qQwWiIxrs").find(kind) != std::string_view::npos &&
                          kind && peek(2) && !is_word(peek(2)) && peek(2) != ' ' && peek(2) != '=';
    if (!pattern_may_begin() && !(spaced_ && lettered)) return false;
    if (!bare && !lettered) return false;
    at_ += bare ? 1 : 2;
    const std::string body = delimited(peek());
    const bool exact = kind == 'q' || body.find("#{") == std::string::npos;
    if (!exact) take_text_holes(body);
    if (kind == 'r') return add(Token::Kind::pattern, ""), true;
    add(kind == 'x' ? Token::Kind::shell : Token::Kind::string,
        exact ? body : body.substr(0, body.find("#{")), exact);
    return true;
  }

  // <<"ID", <<~ID, <<<'ID' (php): the body is read at the next newline.
  bool read_heredoc_start() {
    std::size_t ahead = 2;
    Heredoc heredoc;
    if (is(Language::php)) {
      if (peek(2) != '<') return false;
      ++ahead;
    } else if (!is(Language::perl) && !is(Language::ruby)) {
      return false;
    }
    while (peek(ahead) == '~' || peek(ahead) == '-' || (is(Language::php) && peek(ahead) == ' ')) {
      heredoc.indented = true;
      ++ahead;
    }
    const char quote = peek(ahead) == '"' || peek(ahead) == '\'' ? peek(ahead++) : '\0';
    if (!is_word_start(peek(ahead))) return false;
    while (is_word(peek(ahead))) heredoc.end += peek(ahead++);
    if (quote) ++ahead;
    heredoc.indented = heredoc.indented || is(Language::php);
    heredoc.quote = {quote != '\'', quote != '\''};
    at_ += ahead;
    heredocs_.push_back(std::move(heredoc));
    heredoc_tokens_.push_back(out_.list.size());
    add(Token::Kind::string, "");
    return true;
  }

  void read_heredoc() {
    const Heredoc heredoc = heredocs_.front();
    Token& token = out_.list[heredoc_tokens_.front()];
    heredocs_.erase(heredocs_.begin());
    heredoc_tokens_.erase(heredoc_tokens_.begin());
    while (at_ < code_.size()) {
      const std::size_t end = std::min(code_.find('\n', at_), code_.size());
      std::string_view line = code_.substr(at_, end - at_);
      at_ = std::min(end + 1, code_.size());
      std::string_view trimmed = line;
      while (heredoc.indented && !trimmed.empty() && (trimmed[0] == ' ' || trimmed[0] == '\t'))
        trimmed.remove_prefix(1);
      if (trimmed.substr(0, trimmed.find_first_of(";,)")) == heredoc.end)
        return end_heredoc(heredoc, token);
      token.text += std::string(line) + "\n";
    }
    out_.broken = true;
  }

  // The code in the "#{…}", "@{…}", "${…}" and "{$…}" of text that was read already.
  void take_text_holes(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      const bool opens =
          (text[i + 1] == '{' && std::string_view("#@$").find(text[i]) != std::string_view::npos) ||
          (text[i] == '{' && text[i + 1] == '$' && is(Language::php));
      if (!opens) continue;
      const std::size_t begin = text[i] == '{' ? i + 1 : i + 2;
      int depth = 1;
      for (i = begin; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) break;
      }
      out_.holes.emplace_back(text.substr(begin, i - begin));
    }
  }

  void end_heredoc(const Heredoc& heredoc, Token& token) {
    const std::size_t hole =
        heredoc.quote.interpolates ? token.text.find_first_of("$#@") : std::string::npos;
    if (hole == std::string::npos) return;
    take_text_holes(token.text);
    token.exact = false;
    token.text.resize(hole);
  }

  Language language_;
  std::string_view code_;
  std::size_t at_ = 0;
  bool spaced_ = false;
  std::vector<Heredoc> heredocs_;
  std::vector<std::size_t> heredoc_tokens_;
  Tokens out_;
};

}  // namespace

Tokens tokenize(Language language, std::string_view code) {
  return Lexer(language, code).run();
}

}  // namespace gavel::inline_code
