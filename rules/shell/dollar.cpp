// What a `$` starts: parameters, substitutions, arithmetic.
#include <string>
#include <utility>

#include "rules/shell/reader.h"

namespace gavel::shell {

namespace {

bool names_parameter(int c) {
  return is(c, name_first | digit) ||
         (c >= 0 &&
          std::string_view("@*#?-$!").find(static_cast<char>(c)) != std::string_view::npos);
}

}  // namespace

// At a `$` within double quotes: whether it starts anything.
bool Reader::at_expansion() {
  const int c = peek_second();
  return c == '(' || c == '{' || c == '[' || names_parameter(c);
}

bool Reader::read_dollar(Quoting quoting) {
  const std::uint32_t begin = pos_++;
  const int c = peek();
  const bool plain = quoting == Quoting::none || quoting == Quoting::enclosed;
  if (c == '(') return read_dollar_parenthesis(begin, quoting);
  if (c == '{') return read_parameter(begin, quoting);
  if (c == '[') {
    const std::uint32_t close = find_close(++pos_, ']');
    if (failed_ || close == end_) return fail("unclosed `$[`");
    // What ends quotes passes over no $[ ].
    const bool uncertain = std::exchange(uncertain_, uncertain_ || !plain);
    if (!read_arithmetic(begin, close, close + 1)) return false;
    uncertain_ = uncertain;
    return true;
  }
  if (c == '\'' && plain) return read_ansi_quotes();
  if (c == '"' && plain) {
    if (!read_double_quotes()) return false;
    scratch_.parts.back().span.begin = begin;
    return true;
  }
  if (names_parameter(c)) {
    return read_plain_parameter(begin);
  }
  joins_ = true;
  push_part(PartKind::literal, begin, "$").span.end = begin + 1;
  return true;
}

bool Reader::read_plain_parameter(std::uint32_t begin) {
  Parameter* parameter = arena_.make<Parameter>();
  if (is(peek(), name_first)) {
    parameter->name = read_name();
  } else {
    parameter->name = between(pos_, pos_ + 1);
    ++pos_;
  }
  push_part(PartKind::parameter, begin, {}).parameter = parameter;
  return true;
}

// `$((` is arithmetic only if the inner parenthesis closes right before the outer one.
bool Reader::read_dollar_parenthesis(std::uint32_t begin, Quoting quoting) {
  ++pos_;
  if (peek() != '(') return read_substitution(PartKind::command, begin, quoting);
  const std::uint32_t outer = pos_;
  const std::uint32_t close = find_close(outer + 1, ')');
  if (failed_ || close == end_) return fail("unclosed `$((`");
  const bool closes = close + 1 < end_ && text_[close + 1] == ')';
  const Balance balanced = closes ? balance(outer + 1, close) : Balance::no;
  if (balanced == Balance::doubtful && !reads_alike(outer + 1, close)) {
    return doubt("`$((` may be arithmetic or a substitution");
  }
  if (balanced == Balance::yes) {
    pos_ = outer + 1;
    return read_arithmetic(begin, close, close + 2);
  }
  // bash found the end of this substitution by counting parentheses, not by its grammar.
  const std::uint32_t end = find_close(close + 1, ')');
  if (failed_) return false;
  const bool rereads = rereads_;
  rereads_ = rereads_ || (dquoted_ && quoting == Quoting::none);
  if (is_broken(begin, quoting)) {
    rereads_ = rereads;
    return push_broken(begin, end);
  }
  if (!read_substitution(PartKind::command, begin, quoting)) return false;
  rereads_ = rereads;
  return pos_ == end + 1 || may_end_elsewhere(PartKind::command, outer, end + 1) ||
         doubt("`$((` ends elsewhere when read as a substitution");
}

// After `$(`, `<(` or `>(`.
bool Reader::read_substitution(PartKind kind, std::uint32_t begin, Quoting quoting) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const bool dquoted = dquoted_;
  const bool rereads = rereads_;
  const bool heredoc = std::exchange(in_heredoc_, false);
  const bool verbatim = std::exchange(verbatim_, false);
  const std::uint32_t verbatim_until = std::exchange(verbatim_until_, 0);
  const char closer = std::exchange(closer_, '\0');
  const bool uncertain = std::exchange(uncertain_, false);
  const std::uint32_t early = std::exchange(early_from_, ~0u);
  const std::size_t base = std::exchange(pending_base_, scratch_.pending.size());
  const bool outer = std::exchange(substituted_, true);
  const bool unprinted = std::exchange(heredoc_unprinted_, false);
  const bool in_array = std::exchange(in_array_, false);
  List* const deferred = std::exchange(deferred_, nullptr);
  const int loses = std::exchange(loses_semicolon_, 0);
  ++substitutions_;
  const WordState state(*this);
  first_token_ = pos_;
  // `<((` is no arithmetic, but bash finds its end as if it were.
  std::uint32_t end = 0;
  const std::uint32_t first = pos_;
  if (kind != PartKind::command && peek() == '(') {
    end = find_close(pos_ + 1, ')');
    if (!failed_) end = find_close(end + 1, ')');
    if (failed_) return false;
    rereads_ = rereads_ || (dquoted_ && quoting == Quoting::none);
  }
  if (quoting == Quoting::none) dquoted_ = false;
  const List* body = read_list();
  if (body == nullptr) return false;
  if (peek() != ')') return fail(peek() == none ? "unclosed substitution" : unexpected());
  if (!stays_quoteless()) return false;
  early_from_ = early;
  ++pos_;
  if (!read_unfinished_heredocs()) return false;
  deferred_ = deferred;
  in_array_ = in_array;
  if (in_array && kind != PartKind::command) body = keep_deferred(body);
  substituted_ = outer;
  dquoted_ = dquoted;
  rereads_ = rereads;
  in_heredoc_ = heredoc;
  verbatim_ = verbatim;
  verbatim_until_ = verbatim_until;
  closer_ = closer;
  uncertain_ = uncertain;
  heredoc_unprinted_ = unprinted;
  loses_semicolon_ = loses;
  --substitutions_;
  pending_base_ = base;
  if (end != 0 && pos_ != end + 1 && !may_end_elsewhere(kind, first, end + 1)) {
    return doubt("`((` ends elsewhere when read as a substitution");
  }
  push_part(kind, begin, {}).body = body;
  return true;
}

// The expression stands in [pos_, close); the cursor goes on at `after`.
bool Reader::read_arithmetic(std::uint32_t begin, std::uint32_t close, std::uint32_t after) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  bool ok = false;
  const Seq<Part> parts = read_window(pos_, close, ok);
  if (!ok) return false;
  pos_ = after;
  push_part(PartKind::arithmetic, begin, {}).parts = parts;
  return true;
}

// The parts of an arithmetic expression.
Seq<Part> Reader::read_window(std::uint32_t begin, std::uint32_t end, bool& ok) {
  ok = true;
  if (skimming_) return {};
  const Window window(pos_, end_, begin, end);
  const WordState state(*this);
  const std::size_t mark = scratch_.parts.size();
  ok = read_enclosed({.quoted = true, .arithmetic = true, .loose = true});
  if (!ok) return {};
  if (joins_) join_literals(mark);
  return scratch_.parts.take(arena_, mark);
}

}  // namespace gavel::shell
