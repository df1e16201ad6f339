// Function definitions and coprocesses.
#include "rules/shell/reader.h"

namespace gavel::shell {

// After the word that names it, at `(`.
const Node* Reader::read_function(std::uint32_t begin, Span name) {
  const Nest nest(*this);
  if (!nest.ok()) return nullptr;
  accept('(');
  skip_blanks();
  if (!accept(')')) {
    fail("unexpected `(`");
    return nullptr;
  }
  return read_function_body(begin, name);
}

const Node* Reader::read_function_keyword() {
  const std::uint32_t begin = pos_;
  accept_keyword(Keyword::kw_function);
  skip_blanks();
  if (at_word_end()) {
    fail("expected a function name");
    return nullptr;
  }
  Word name;
  if (!read_word({.command = true}, name)) return nullptr;
  skip_blanks();
  if (peek() == '(') {
    // `function f (x)` is a function whose body is a subshell.
    const std::uint32_t open = pos_;
    ++pos_;
    skip_blanks();
    if (!accept(')')) pos_ = open;
  }
  return read_function_body(begin, name.span);
}

const Node* Reader::read_function_body(std::uint32_t begin, Span name) {
  if (!skip_newlines()) return nullptr;
  Node* node = make_node(NodeKind::function, begin);
  node->name_span = name;
  node->name = without_continuations(name.begin, name.end);
  const Node* body = read_body_command();
  if (body == nullptr) return nullptr;
  node->body = make_list(body->span.begin, body);
  node->span = span_from(begin);
  node->span.end = body->span.end;
  return node;
}

// A compound command other than a function or a coprocess.
const Node* Reader::read_body_command() {
  if (peek() == '(') return read_parenthesis();
  const Keyword keyword = peek_keyword();
  if (!starts_compound(keyword)) {
    fail("expected a compound command");
    return nullptr;
  }
  return read_compound(keyword);
}

// coproc [NAME] compound, or coproc simple. A name is a word in front of a compound command.
const Node* Reader::read_coproc() {
  Node* node = make_node(NodeKind::coprocess, pos_);
  accept_keyword(Keyword::kw_coproc);
  skip_blanks();
  const Keyword keyword = peek_keyword();
  const Node* body = nullptr;
  if (peek() == '(' || starts_compound(keyword)) {
    body = read_body_command();
  } else if (keyword != Keyword::none && keyword != Keyword::kw_close_test) {
    fail("unexpected reserved word");
  } else {
    body = read_named_coproc(*node);
  }
  if (body == nullptr) return nullptr;
  node->body = make_list(body->span.begin, body);
  node->span.end = body->span.end;
  return node;
}

const Node* Reader::read_named_coproc(Node& node) {
  const std::uint32_t begin = pos_;
  if (at_redirection() || at_word_end()) return read_simple();
  const std::size_t words = scratch_.words.size();
  const std::size_t assignments = scratch_.assignments.size();
  bool assigned = false;
  if (!read_assignment_or_word(assigned)) return nullptr;
  const Span span = span_from(begin);
  scratch_.words.cut(words);
  scratch_.assignments.cut(assignments);
  skip_blanks();
  if (!assigned && ((peek() == '(' && !at_parentheses()) || starts_compound(peek_keyword()))) {
    node.name_span = span;
    node.name = without_continuations(span.begin, span.end);
    return read_body_command();
  }
  pos_ = begin;
  return read_simple();
}

// True at `()`, blanks allowed.
bool Reader::at_parentheses() {
  Window window(pos_, end_, pos_, end_);
  accept('(');
  skip_blanks();
  return peek() == ')';
}

}  // namespace gavel::shell
