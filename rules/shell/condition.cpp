// [[ ... ]]: its expression is checked as bash does, and kept as words in order.
#include <array>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

constexpr std::string_view unary_letters = "abcdefghknoprstuvwxzGLNORS";
constexpr std::array<std::string_view, 13> binary = {
    "=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"};

bool is_unary(std::string_view raw) {
  return raw.size() == 2 && raw[0] == '-' && unary_letters.find(raw[1]) != std::string_view::npos;
}

bool is_binary(std::string_view raw) {
  for (const std::string_view name : binary) {
    if (raw == name) return true;
  }
  return false;
}

}  // namespace

const Node* Reader::read_test() {
  Node* node = make_node(NodeKind::test, pos_);
  const std::size_t mark = scratch_.words.size();
  accept_keyword(Keyword::kw_open_test);
  if (!read_test_or()) return nullptr;
  if (!expect_keyword(Keyword::kw_close_test)) return nullptr;
  node->words = scratch_.words.take(arena_, mark);
  return finish_compound(node);
}

void Reader::push_operator(std::uint32_t begin) {
  const std::size_t mark = scratch_.parts.size();
  push_part(PartKind::literal, begin, without_continuations(begin, pos_));
  scratch_.words.push({span_from(begin), scratch_.parts.take(arena_, mark)});
}

// or = and { "||" and }; and = term { "&&" term }. Flat, since only the words are kept.
bool Reader::read_test_or() {
  for (;;) {
    if (!read_test_term() || !skip_newlines()) return false;
    const std::uint32_t begin = pos_;
    if (!accept('&', '&') && !accept('|', '|')) return true;
    push_operator(begin);
  }
}

bool Reader::read_test_term() {
  for (;;) {
    count(1);
    if (!skip_newlines()) return false;
    const std::uint32_t begin = pos_;
    if (!accept_keyword(Keyword::kw_bang)) break;
    push_operator(begin);
  }
  const std::uint32_t begin = pos_;
  if (accept('(')) {
    const Nest nest(*this);
    if (!nest.ok()) return false;
    push_operator(begin);
    if (!read_test_or()) return false;
    const std::uint32_t close = pos_;
    if (!accept(')')) return fail("expected `)` in [[ ]]");
    push_operator(close);
    return true;
  }
  if (peek_keyword() == Keyword::kw_close_test) return fail("expected an operand in [[ ]]");
  if (!read_test_operand(false)) return false;
  const Span first = scratch_.words.back().span;
  if (is_unary(without_continuations(first.begin, first.end))) {
    skip_blanks();
    return read_test_operand(false);
  }
  return read_test_tail();
}

// After the first operand: a binary operator and its right side, or nothing.
bool Reader::read_test_tail() {
  skip_blanks();
  const int c = peek();
  if (c == none) return fail(expected(Keyword::kw_close_test));
  if (c == ')' || c == '\n' || c == '|' || c == '&') {
    if (c == '\n') {
      // bash wants an operator here, unless the expression goes on or ends on a later line.
      return fail("expected an operator in [[ ]]");
    }
    return true;
  }
  if (peek_keyword() == Keyword::kw_close_test) return true;
  const std::uint32_t begin = pos_;
  bool regex = false;
  if (c == '<' || c == '>') {
    ++pos_;
    push_operator(begin);
  } else {
    if (!read_test_operand(false)) return false;
    const Span span = scratch_.words.back().span;
    const std::string_view raw = without_continuations(span.begin, span.end);
    if (!is_binary(raw)) return fail("expected an operator in [[ ]]");
    regex = raw == "=~";
  }
  skip_blanks();
  return read_test_operand(regex);
}

bool Reader::read_test_operand(bool regex) {
  Word word;
  const std::uint32_t begin = pos_;
  if (!(regex ? read_regex(word) : read_word({}, word))) return false;
  if (pos_ == begin) return fail("expected an operand in [[ ]]");
  scratch_.words.push(word);
  return true;
}

// A regular expression: `(`, `)` and `|` are its own, and blanks may stand in parentheses.
bool Reader::read_regex(Word& word) {
  const std::size_t mark = scratch_.parts.size();
  const std::uint32_t begin = pos_;
  const WordState state(*this);
  joins_ = true;
  while (!failed_) {
    if (!read_word_parts({.regex = true}, mark)) return false;
    const std::uint32_t run = pos_;
    if (peek() == '|') {
      ++pos_;
      flush(run);
    } else if (peek() == '(') {
      ++pos_;
      flush(run);
      const Nest nest(*this);
      if (!nest.ok() || !read_enclosed({.open = '(', .close = ')'})) return false;
      const std::uint32_t close = pos_++;
      flush(close);
    } else {
      break;
    }
  }
  word.parts = finish_word({}, mark);
  word.span = span_from(begin);
  return !failed_;
}

}  // namespace gavel::shell
