// Redirections: their operators, file descriptors and targets.
#include <array>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

struct Operator {
  std::string_view text;
  RedirectOp op;
};

// INVARIANT: an operator stands before every operator it starts with.
constexpr std::array operators{
    Operator{"<<<", RedirectOp::here_string}, Operator{"<<-", RedirectOp::heredoc},
    Operator{"<<", RedirectOp::heredoc},      Operator{"<&", RedirectOp::duplicate_input},
    Operator{"<>", RedirectOp::read_write},   Operator{"<", RedirectOp::input},
    Operator{">>", RedirectOp::append},       Operator{">&", RedirectOp::duplicate_output},
    Operator{">|", RedirectOp::clobber},      Operator{">", RedirectOp::output},
    Operator{"&>>", RedirectOp::both_append}, Operator{"&>", RedirectOp::both},
};

constexpr int largest_fd = 0x7fffffff;

// Whether the quotes of a word hide what would be more than one word, or a command, without them.
bool needs_quotes(std::string_view raw) {
  bool quoted = false;
  bool divides = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw.substr(i, 2) == "\\\n") {
      ++i;
      continue;
    }
    quoted = quoted || raw[i] == '\'' || raw[i] == '"' || raw[i] == '\\';
    divides = divides || std::string_view(" \t\n;&|<>(`#").find(raw[i]) != std::string_view::npos;
  }
  return quoted && divides;
}

}  // namespace

// The end of `12` or `{name}` when a redirection operator follows at once; pos_ if none does.
std::uint32_t Reader::fd_prefix_end() {
  const std::uint32_t begin = pos_;
  Window window(pos_, end_, pos_, end_);
  if (is(peek(), digit)) {
    while (is(peek(), digit)) ++pos_;
  } else if (accept('{')) {
    const std::uint32_t end = name_end(pos_);
    if (end == pos_) return begin;
    pos_ = end;
    if (peek() == '[') {
      while (peek() != none && peek() != ']' && !is(peek(), metacharacter)) ++pos_;
      if (!accept(']')) return begin;
    }
    if (!accept('}')) return begin;
  } else {
    return begin;
  }
  const int c = peek();
  if ((c != '<' && c != '>') || peek_second() == '(') return begin;
  return pos_;
}

bool Reader::at_process_substitution() {
  const int c = peek();
  return (c == '<' || c == '>') && peek_second() == '(';
}

bool Reader::at_redirection() {
  const int c = peek();
  if (c == '<' || c == '>') return peek_second() != '(';
  if (c == '&') return peek_second() == '>';
  return (c == '{' || is(c, digit)) && fd_prefix_end() != pos_;
}

bool Reader::read_redirect_operator(Redirection& to) {
  for (const Operator& candidate : operators) {
    const std::uint32_t begin = pos_;
    std::size_t i = 0;
    while (i < candidate.text.size() && accept(candidate.text[i])) ++i;
    if (i == candidate.text.size()) {
      to.op = candidate.op;
      to.heredoc_strip = candidate.text == "<<-";
      return true;
    }
    pos_ = begin;
  }
  return fail("expected a redirection");
}

bool Reader::read_fd(Redirection& to) {
  const std::uint32_t end = fd_prefix_end();
  if (end == pos_) return true;
  std::string_view prefix = without_continuations(pos_, end);
  pos_ = end;
  if (prefix.front() == '{') {
    to.fd_variable = prefix.substr(1, prefix.size() - 2);
    return true;
  }
  std::int64_t value = 0;
  for (const char c : prefix) {
    value = value * 10 + (c - '0');
    if (value > largest_fd) return doubt("a file descriptor out of range");
  }
  to.fd = static_cast<int>(value);
  return true;
}

bool Reader::read_redirection() {
  Redirection redirection;
  const std::uint32_t begin = pos_;
  if (!read_fd(redirection) || !read_redirect_operator(redirection)) return false;
  if (!read_redirect_target(redirection)) return false;
  redirection.span = span_from(begin);
  scratch_.redirections.push(redirection);
  if (redirection.op == RedirectOp::heredoc) {
    scratch_.pending.push({scratch_.redirections.size() - 1, nullptr});
    heredoc_unprinted_ = true;
  }
  return true;
}

bool Reader::read_redirect_target(Redirection& to) {
  skip_blanks();
  const int c = peek();
  const bool duplicates =
      to.op == RedirectOp::duplicate_input || to.op == RedirectOp::duplicate_output;
  if (duplicates && c == '-') {
    // `>&-` closes, and is a token of its own: in `>&-x` the x is the next word.
    ++pos_;
    to.target.span = span_from(pos_);
    return true;
  }
  if (at_word_end() && !at_process_substitution())
    return fail("expected the target of a redirection");
  if (to.op == RedirectOp::heredoc) return read_heredoc_word(to);
  if (is(c, digit) && !duplicates && fd_prefix_end() != pos_) {
    return fail("expected the target of a redirection");
  }
  // What `<<<` gives is expanded as the value of an assignment: ~ also counts after `:`.
  const bool here_string = to.op == RedirectOp::here_string;
  if (!read_word({.braces = !here_string, .assignment = here_string}, to.target)) return false;
  // bash 5.2 prints such a target without its quotes: $(c1 >&'$(c2)') runs c2.
  if (!duplicates || !substituted_ || !needs_quotes(tree_.text(to.target.span))) return true;
  return doubt("a target of `>&` in a substitution that means something else without its quotes");
}

// Moves them to the arena, where the bodies still to come will be put.
// INVARIANT: the here-documents of one command are the last that are pending, in a row.
std::span<Redirection> Reader::take_redirections(std::size_t mark) {
  const std::span<Redirection> taken = scratch_.redirections.take(arena_, mark);
  for (std::size_t i = scratch_.pending.size(); i > pending_base_; --i) {
    PendingHeredoc& pending = scratch_.pending[i - 1];
    if (pending.redirection != nullptr || pending.index < mark) break;
    pending.redirection = &taken[pending.index - mark];
  }
  return taken;
}

bool Reader::read_redirections(Node& node) {
  const std::size_t mark = scratch_.redirections.size();
  for (;;) {
    const std::uint32_t end = pos_;
    skip_blanks();
    if (!at_redirection()) {
      node.span.end = end;
      break;
    }
    if (!read_redirection()) return false;
  }
  node.redirections = take_redirections(mark);
  return true;
}

}  // namespace gavel::shell
