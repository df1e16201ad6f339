// Loops: while, until, for, select.
#include "rules/shell/reader.h"

namespace gavel::shell {

const Node* Reader::read_while(bool until) {
  Node* node = make_node(NodeKind::while_loop, pos_);
  node->negated = until;
  accept_keyword(until ? Keyword::kw_until : Keyword::kw_while);
  node->condition = read_filled_list();
  if (node->condition == nullptr || !expect_keyword(Keyword::kw_do)) return nullptr;
  node->body = read_filled_list();
  if (node->body == nullptr || !expect_keyword(Keyword::kw_done)) return nullptr;
  return finish_compound(node);
}

// do list done, or { list }.
const List* Reader::read_loop_body() {
  const bool braces = accept_keyword(Keyword::kw_open_brace);
  if (!braces && !expect_keyword(Keyword::kw_do)) return nullptr;
  const List* body = read_filled_list();
  if (body == nullptr) return nullptr;
  return expect_keyword(braces ? Keyword::kw_close_brace : Keyword::kw_done) ? body : nullptr;
}

const Node* Reader::read_for(NodeKind kind) {
  const std::uint32_t begin = pos_;
  accept_keyword(kind == NodeKind::for_loop ? Keyword::kw_for : Keyword::kw_select);
  skip_blanks();
  if (kind == NodeKind::for_loop && peek() == '(') return read_arithmetic_for(begin);
  Node* node = make_node(kind, begin);
  if (at_word_end()) {
    fail("expected a variable name");
    return nullptr;
  }
  Word name;
  if (!read_word({}, name)) return nullptr;
  node->name_span = name.span;
  node->name = without_continuations(name.span.begin, name.span.end);
  if (!read_for_words(*node)) return nullptr;
  node->body = read_loop_body();
  return node->body == nullptr ? nullptr : finish_compound(node);
}

// After the name: [newlines] "in" words (";" | newline), or [";"], then newlines.
bool Reader::read_for_words(Node& node) {
  skip_blanks();
  if (peek() != ';' && !skip_newlines()) return false;
  node.implicit = !accept_keyword(Keyword::kw_in);
  if (!node.implicit) {
    const std::size_t mark = scratch_.words.size();
    for (;;) {
      skip_blanks();
      if (at_word_end() && !at_process_substitution()) break;
      Word word;
      if (!read_word({.braces = true}, word)) return false;
      scratch_.words.push(word);
    }
    node.words = scratch_.words.take(arena_, mark);
    if (peek() != ';' && peek() != '\n') return fail("expected `do`");
  }
  accept(';');
  return skip_newlines();
}

const Node* Reader::read_arithmetic_for(std::uint32_t begin) {
  Node* node = make_node(NodeKind::for_arith, begin);
  if (!accept('(', '(')) {
    fail("expected `((`");
    return nullptr;
  }
  const std::uint32_t close = find_close(pos_, ')');
  if (failed_ || close == end_ || close + 1 >= end_ || text_[close + 1] != ')') {
    fail("unclosed `((`");
    return nullptr;
  }
  bool ok = false;
  node->parts = read_window(pos_, close, ok);
  if (!ok) return nullptr;
  pos_ = close + 2;
  skip_blanks();
  if (peek() == ';') ++pos_;
  if (!skip_newlines()) return nullptr;
  node->body = read_loop_body();
  return node->body == nullptr ? nullptr : finish_compound(node);
}

}  // namespace gavel::shell
