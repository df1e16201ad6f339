// Compound commands: subshell, group, if, case, arithmetic.
#include <algorithm>
#include <string_view>

#include "rules/shell/ansi.h"
#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

// A byte that bash uses as a mark in its own words.
bool holds_mark(std::string_view text) {
  return text.find('\x01') != text.npos || text.find('\x7f') != text.npos;
}

}  // namespace

const Node* Reader::read_compound(Keyword keyword) {
  const Nest nest(*this);
  if (!nest.ok()) return nullptr;
  switch (keyword) {
    case Keyword::kw_if:
      return read_if();
    case Keyword::kw_case:
      return read_case();
    case Keyword::kw_while:
      return read_while(false);
    case Keyword::kw_until:
      return read_while(true);
    case Keyword::kw_for:
      return read_for(NodeKind::for_loop);
    case Keyword::kw_select:
      return read_for(NodeKind::select_loop);
    case Keyword::kw_open_brace:
      return read_group();
    case Keyword::kw_open_test:
      return read_test();
    case Keyword::kw_function:
      return read_function_keyword();
    case Keyword::kw_coproc:
      return read_coproc();
    default:
      fail("unexpected reserved word");
      return nullptr;
  }
}

// Sets the span, then reads the redirections that belong to the whole compound.
const Node* Reader::finish_compound(Node* node) {
  node->span.end = pos_;
  return read_redirections(*node) ? node : nullptr;
}

// `((` is arithmetic only if the parenthesis that closes the inner one is followed by another.
const Node* Reader::read_parenthesis() {
  const Nest nest(*this);
  if (!nest.ok()) return nullptr;
  if (peek_second() != '(') return read_subshell();
  const std::uint32_t begin = pos_;
  accept('(', '(');
  const std::uint32_t close = find_close(pos_, ')');
  if (failed_ || close == end_) {
    fail("unclosed `((`");
    return nullptr;
  }
  if (close + 1 < end_ && text_[close + 1] == ')') return read_arithmetic_command(begin, close);
  pos_ = begin;
  if (doubles_bytes(begin, close)) {
    doubt("`((` ends as a subshell, and bash doubles control bytes in it");
    return nullptr;
  }
  return read_subshell();
}

// bash puts a byte before each of its own two marks when it passes over what may be arithmetic, and
// leaves it there when it reads commands instead.
bool Reader::doubles_bytes(std::uint32_t from, std::uint32_t to) {
  // INVARIANT: each byte is looked at once, however deep the parentheses.
  from = std::max(from, undoubled_until_);
  if (from >= to) return false;
  undoubled_until_ = to;
  count(to - from);
  const std::string_view text = between(from, to);
  if (holds_mark(text)) return true;
  for (std::size_t at = text.find("$'"); at != text.npos; at = text.find("$'", at)) {
    const std::size_t first = at + 2;
    at = first;
    while (at < text.size() && text[at] != '\'') at += text[at] == '\\' ? 2 : 1;
    if (holds_mark(decode_ansi(text.substr(first, at - first)))) return true;
  }
  return false;
}

const Node* Reader::read_arithmetic_command(std::uint32_t begin, std::uint32_t close) {
  Node* node = make_node(NodeKind::arithmetic, begin);
  bool ok = false;
  node->parts = read_window(pos_, close, ok);
  if (!ok) return nullptr;
  pos_ = close + 2;
  return finish_compound(node);
}

const Node* Reader::read_subshell() {
  Node* node = make_node(NodeKind::subshell, pos_);
  accept('(');
  node->body = read_filled_list();
  if (node->body == nullptr) return nullptr;
  if (!accept(')')) {
    fail(peek() == none ? "unclosed `(`" : unexpected());
    return nullptr;
  }
  return finish_compound(node);
}

const Node* Reader::read_group() {
  Node* node = make_node(NodeKind::group, pos_);
  accept_keyword(Keyword::kw_open_brace);
  node->body = read_filled_list();
  if (node->body == nullptr || !expect_keyword(Keyword::kw_close_brace)) return nullptr;
  return finish_compound(node);
}

const Node* Reader::read_if() {
  Node* node = make_node(NodeKind::if_clause, pos_);
  const std::size_t mark = scratch_.arms.size();
  accept_keyword(Keyword::kw_if);
  do {
    IfArm arm;
    arm.condition = read_filled_list();
    if (arm.condition == nullptr || !expect_keyword(Keyword::kw_then)) return nullptr;
    arm.body = read_filled_list();
    if (arm.body == nullptr) return nullptr;
    scratch_.arms.push(arm);
  } while (accept_keyword(Keyword::kw_elif));
  if (accept_keyword(Keyword::kw_else)) {
    const List* body = read_filled_list();
    if (body == nullptr) return nullptr;
    scratch_.arms.push({nullptr, body});
  }
  if (!expect_keyword(Keyword::kw_fi)) return nullptr;
  node->arms = scratch_.arms.take(arena_, mark);
  return finish_compound(node);
}

const Node* Reader::read_case() {
  Node* node = make_node(NodeKind::case_clause, pos_);
  accept_keyword(Keyword::kw_case);
  skip_blanks();
  if (at_word_end() && !at_process_substitution()) {
    fail("expected a word after `case`");
    return nullptr;
  }
  const std::size_t words = scratch_.words.size();
  Word subject;
  if (!read_word({}, subject)) return nullptr;
  scratch_.words.push(subject);
  node->words = scratch_.words.take(arena_, words);
  if (!skip_newlines() || !expect_keyword(Keyword::kw_in)) return nullptr;
  const std::size_t mark = scratch_.cases.size();
  for (;;) {
    if (!skip_newlines()) return nullptr;
    if (accept_keyword(Keyword::kw_esac)) break;
    if (!read_case_arm()) return nullptr;
  }
  node->cases = scratch_.cases.take(arena_, mark);
  return finish_compound(node);
}

bool Reader::read_case_patterns() {
  for (const std::size_t mark = scratch_.words.size();;) {
    skip_blanks();
    if (at_word_end() && !at_process_substitution()) return fail("expected a pattern");
    const bool first = scratch_.words.size() == mark;
    if (substituted_ && first && peek_keyword() == Keyword::kw_esac) {
      if (!close_early(pos_)) return false;
    }
    Word pattern;
    if (!read_word({}, pattern)) return false;
    scratch_.words.push(pattern);
    skip_blanks();
    if (accept(')')) return true;
    if (!accept('|')) return fail("expected `)` after a pattern");
  }
}

bool Reader::read_case_arm() {
  const std::size_t mark = scratch_.words.size();
  if (peek() == none) return fail(expected(Keyword::kw_esac));
  if (accept('(')) leave_unprinted(pos_ - 1, pos_);
  if (!read_case_patterns()) return false;
  CaseArm arm;
  arm.patterns = scratch_.words.take(arena_, mark);
  arm.body = read_list();
  if (arm.body == nullptr) return false;
  if (accept(';', ';')) {
    arm.terminator = accept('&') ? 2 : 0;
  } else if (accept(';', '&')) {
    arm.terminator = 1;
  } else if (peek_keyword() != Keyword::kw_esac) {
    return fail(expected(Keyword::kw_esac));
  }
  scratch_.cases.push(arm);
  return true;
}

}  // namespace gavel::shell
