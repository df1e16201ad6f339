// Finds where arithmetic ends before it is known to be arithmetic.
#include <algorithm>
#include <string>
#include <utility>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

std::size_t after_continuations(std::string_view raw, std::size_t at) {
  while (raw.substr(at, 2) == "\\\n") at += 2;
  return at;
}

}  // namespace

std::size_t find_brackets(std::string_view raw, std::size_t from) {
  for (std::size_t at = from; (at = raw.find('$', at)) != std::string_view::npos; ++at) {
    const std::size_t second = after_continuations(raw, at + 1);
    if (second >= raw.size() || raw[second] != '$') continue;
    const std::size_t open = after_continuations(raw, second + 1);
    if (open < raw.size() && (raw[open] == '(' || raw[open] == '{')) return second;
  }
  return std::string_view::npos;
}

// The byte that closes what was opened before `from`; end_ if none does. As bash's
// parse_matched_pair: quotes and nested pairs are passed over and only `$(` is read by grammar.
// INVARIANT: each `$(` is read at most once for this, and its arithmetic not at all, so that
// nesting does not multiply the work.
std::uint32_t Reader::find_close(std::uint32_t from, char close) {
  if (const auto known = closes_.find(from); known != closes_.end()) return known->second;
  std::string closers(1, close);
  std::uint32_t at = from;
  while (at < end_ && !failed_) {
    at = skim_one(at, at > from && text_[at - 1] == '$', closers);
    if (closers.empty()) break;
    ++at;
  }
  count(at - from);
  const std::uint32_t found = at < end_ ? at : end_;
  closes_.emplace(from, found);
  return found;
}

std::uint32_t Reader::skim_quotes(std::uint32_t at, char quote, bool escapes) {
  for (++at; at < end_ && text_[at] != quote; ++at) at += escapes && text_[at] == '\\' ? 1 : 0;
  return at;
}

// Passes over what starts at `at`; returns the last byte of it.
std::uint32_t Reader::skim_one(std::uint32_t at, bool dollar, std::string& closers) {
  const char c = text_[at];
  const char top = closers.back();
  if (c == '\\') return at + 1;
  if (c == top) {
    closers.pop_back();
    return at;
  }
  if (c == '`') return skim_quotes(at, '`', true);
  if (c == '\'' && top != '"') return skim_quotes(at, '\'', dollar);
  if (c == '"') closers.push_back('"');
  if (c == '{' && dollar) closers.push_back('}');
  if (c == '[' && (dollar || top == ']')) closers.push_back(']');
  if (c != '(') return at;
  const bool arithmetic = at + 1 < end_ && text_[at + 1] == '(';
  if (dollar && !arithmetic) return skim_substitution(at);
  if (dollar || top == ')') closers.push_back(')');
  return at;
}

void Reader::leave_unprinted(std::uint32_t begin, std::uint32_t end) {
  if (skimming_) unprinted_.emplace(begin, end);
}

// bash's chk_arithsub: every parenthesis outside of quotes counts, whatever it belongs to.
Reader::Balance Reader::balance(std::uint32_t from, std::uint32_t to) {
  const auto moved = moved_.lower_bound(from);
  if (moved != moved_.end() && *moved < to) return Balance::doubtful;
  auto hole = unprinted_.lower_bound(from);
  int open = 0;
  for (std::uint32_t at = from; at < to; ++at) {
    while (hole != unprinted_.end() && hole->first < at) ++hole;
    if (hole != unprinted_.end() && hole->first == at) {
      at = hole->second - 1;
      continue;
    }
    const char c = text_[at];
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return Balance::no;
    if (c == '\\') ++at;
    // The print of $'...' is in quotes that end where it does.
    const bool ansi = c == '\'' && at > from && text_[at - 1] == '$';
    if (c == '\'' || c == '"') at = skim_quotes(at, c, c == '"' || ansi);
  }
  count(to - from);
  return open == 0 ? Balance::yes : Balance::no;
}

// The `)` that bash finds when it expands `$((`: as find_close, less the comments.
std::uint32_t Reader::close_at_expansion(std::uint32_t from) {
  std::string closers(1, ')');
  std::uint32_t at = from;
  for (; at < end_ && !failed_; ++at) {
    const bool starts = at == from || text_[at - 1] == '\n' || is(text_[at - 1], blank);
    if (text_[at] == '#' && starts) {
      while (at + 1 < end_ && text_[at + 1] != '\n') ++at;
      continue;
    }
    at = skim_one(at, at > from && text_[at - 1] == '$', closers);
    if (closers.empty()) break;
  }
  count(at - from);
  return at;
}

// After a substitution whose second byte, at `open`, is another `(`. Where the lexer ended it by
// counting parentheses does not matter within quotes, ${...} and the bodies of here-documents, if
// nothing between here and there means anything to those.
bool Reader::may_end_elsewhere(PartKind kind, std::uint32_t open, std::uint32_t lexed) {
  if (closer_ != '"' && closer_ != '}' && !in_heredoc_) return false;
  const std::uint32_t close = pos_ - 1;
  const std::string_view stretch =
      lexed < pos_ ? between(lexed, pos_) : between(pos_, std::min(lexed, end_));
  count(2 * stretch.size());
  if (!in_heredoc_ && stretch.find_first_of("'\"\\`${}<") != std::string_view::npos) return false;
  tried_ += end_ - open;
  return kind != PartKind::command || close_at_expansion(open) == close;
}

// Whether everything that arithmetic would expand is expanded by commands of the same text too:
// outside of its substitutions nothing is quoted, a comment, a here-document or in parentheses.
bool Reader::reads_alike(std::uint32_t from, std::uint32_t to) {
  for (std::uint32_t at = from; at < to; ++at) {
    const char c = text_[at];
    if (c == '(') {
      const auto known = closes_.find(at);
      if (known == closes_.end()) return false;
      at = known->second;
    } else if (std::string_view("'\"\\<`#)").find(c) != std::string_view::npos) {
      return false;
    }
  }
  count(to - from);
  return true;
}

// Whether a stretch means nothing to that count, wherever it is printed.
bool Reader::is_balanced(std::uint32_t from, std::uint32_t to) {
  int open = 0;
  std::uint32_t at = from;
  for (; at < to; ++at) {
    const char c = text_[at];
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return false;
    if (c == '\\') ++at;
    if (c == '\'' || c == '"') at = skim_quotes(at, c, c == '"');
  }
  return open == 0 && at == to;
}

// At the `(` of `$(`: reads it by the grammar, keeps nothing but its end.
std::uint32_t Reader::skim_substitution(std::uint32_t at) {
  if (const auto known = closes_.find(at); known != closes_.end()) return known->second;
  const Arena::Mark arena = arena_.mark();
  const std::uint32_t sources = tree_.source_count();
  const std::size_t troubles = tree_.troubles.size();
  const auto jump = std::pair(jump_from_, jump_to_);
  const bool skimming = std::exchange(skimming_, true);
  const std::uint32_t here = std::exchange(pos_, at + 1);
  const std::size_t mark = scratch_.parts.size();
  if (read_substitution(PartKind::command, at, Quoting::enclosed)) {
    scratch_.parts.cut(mark);
    arena_.rewind(arena);
    tree_.drop_sources(sources);
    tree_.troubles.resize(troubles);
  }
  const std::uint32_t close = pos_ - 1;
  if (!failed_) pos_ = here;
  skimming_ = skimming;
  std::tie(jump_from_, jump_to_) = jump;
  closes_.emplace(at, close);
  return close;
}

}  // namespace gavel::shell
