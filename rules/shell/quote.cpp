// Quotes: backslash, single, ANSI-C and double quotes, backticks.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "rules/shell/ansi.h"
#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

constexpr std::size_t longest_dollars = 64;  // of `$$(`, which continuations may part

// Whether a text ends at `at` and its last newline may stand in single quotes: bash then takes the
// backslash before the end for a continuation.
bool ends_behind_quoted_newline(std::string_view text, std::size_t at) {
  if (at != text.size()) return false;
  const std::size_t newline = text.rfind('\n');
  return newline != text.npos && text.find('\'', newline) != text.npos &&
         text.rfind('\'', newline) != text.npos;
}

}  // namespace

// At a backslash outside of quotes. A continuation leaves nothing behind.
bool Reader::read_escape() {
  const std::uint32_t begin = pos_++;
  if (pos_ < end_ && text_[pos_] == '\n') {
    ++pos_;
    joins_ = true;
    return true;
  }
  if (pos_ < end_) {
    ++pos_;
  } else if (ends_behind_quoted_newline(tree_.source(source_).text, pos_)) {
    return doubt("a backslash at the end of the text, behind a newline in quotes");
  }
  // A backslash at the very end of the text stands for itself.
  push_part(PartKind::escaped, begin, between(pos_ - 1, pos_));
  return true;
}

bool Reader::read_single_quotes() {
  const std::uint32_t begin = pos_++;
  const void* found = std::memchr(text_ + pos_, '\'', end_ - pos_);
  if (found == nullptr) return fail("unclosed single quote");
  const std::uint32_t first = pos_;
  const auto close = static_cast<std::uint32_t>(static_cast<const char*>(found) - text_);
  pos_ = close + 1;
  push_part(PartKind::single_quoted, begin, between(first, close));
  return true;
}

// At the quote of $'...'.
bool Reader::read_ansi_quotes() {
  const std::uint32_t begin = pos_ - 1;
  const std::uint32_t first = ++pos_;
  while (pos_ < end_ && text_[pos_] != '\'') pos_ += text_[pos_] == '\\' ? 2 : 1;
  if (pos_ >= end_) {
    pos_ = end_;
    return fail("unclosed $'");
  }
  const std::string_view raw = between(first, pos_++);
  const bool plain = raw.find('\\') == std::string_view::npos;
  const Part& part = push_part(PartKind::ansi_quoted, begin,
                               plain ? raw : arena_.copy(std::string_view(decode_ansi(raw))));
  return !rereads_ || is_inert(part.text, false) ||
         doubt("what $'...' stands for is read again here");
}

// At the opening quote; a `$` of $"..." in front is already passed.
bool Reader::read_double_quotes() {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::uint32_t begin = pos_++;
  const std::size_t mark = scratch_.parts.size();
  const bool outer = std::exchange(dquoted_, true);
  const char closer = std::exchange(closer_, '"');
  const std::uint32_t verbatim = std::exchange(verbatim_until_, 0);
  if (!read_quoted_text(Quoting::double_quotes)) return false;
  dquoted_ = outer;
  closer_ = closer;
  verbatim_until_ = verbatim;
  ++pos_;
  const Seq<Part> parts = scratch_.parts.take(arena_, mark);
  push_part(PartKind::double_quoted, begin, {}).parts = parts;
  return true;
}

// Double quotes up to the closing one, or a here-document's body up to its end.
bool Reader::read_quoted_text(Quoting quoting) {
  std::string text;  // the literal so far, once it differs from its source
  bool differs = false;
  std::uint32_t begin = pos_;
  std::uint32_t run = pos_;
  const auto end_literal = [&] {
    if (differs) {
      text += between(run, pos_);
      if (!text.empty()) push_part(PartKind::literal, begin, arena_.copy(std::string_view(text)));
      text.clear();
      differs = false;
    } else {
      flush(run);
    }
  };
  for (;;) {
    const std::uint32_t from = pos_;
    while (pos_ < end_ && !is(text_[pos_], quoted_stop)) ++pos_;
    count(pos_ - from + 1);
    if (quoting == Quoting::double_quotes && jump_to_ != 0 && jump_from_ >= run &&
        jump_from_ < pos_) {
      // Of a here-document whose substitution ended on the line of its operator.
      text += between(run, jump_from_ + 1);
      differs = true;
      run = pos_ = std::exchange(jump_to_, 0);
      continue;
    }
    if (pos_ >= end_) {
      if (quoting == Quoting::double_quotes) return fail("unclosed double quote");
      end_literal();
      return true;
    }
    const char c = text_[pos_];
    if (c == '"' && quoting == Quoting::double_quotes) {
      end_literal();
      return true;
    }
    if (c == '"') {
      ++pos_;
      continue;
    }
    if (c == '\\') {
      const char next = pos_ + 1 < end_ ? text_[pos_ + 1] : '\0';
      const bool escapes = next == '$' || next == '`' || next == '\\' ||
                           (next == '"' && quoting == Quoting::double_quotes);
      if (escapes || next == '\n') {
        text += between(run, pos_);
        differs = true;
        run = pos_ + (escapes ? 1 : 2);
      }
      pos_ += pos_ + 1 < end_ ? 2 : 1;
      continue;
    }
    if (c == '$' && !at_expansion()) {
      ++pos_;
      continue;
    }
    if (c == '`' && quoting == Quoting::heredoc && !closes_backtick()) {
      // bash reports it when it expands the body, and comes to nothing that stands behind it.
      pos_ = end_;
      continue;
    }
    end_literal();
    if (quoting == Quoting::heredoc) {
      complete_parts_ = scratch_.parts.size();
      complete_until_ = pos_;
    }
    const std::uint32_t start = pos_;
    if (!(c == '$' ? read_dollar(quoting) : read_backticks(quoting))) return false;
    if (quoting == Quoting::double_quotes && c == '$') look_behind_dollars(start);
    begin = run = pos_;
  }
}

// After `$$` in double quotes: what brackets behind it hold is expanded as it stands, so that
// backticks there keep a backslash before a quote.
void Reader::look_behind_dollars(std::uint32_t from) {
  const std::size_t second = find_brackets(between(from, end_).substr(0, longest_dollars), 0);
  if (second == std::string_view::npos || from + second >= pos_) return;
  const std::uint32_t after = try_brackets(from + static_cast<std::uint32_t>(second), end_);
  verbatim_until_ = std::max(verbatim_until_, after);
}

// At a backtick: whether another one ends it.
bool Reader::closes_backtick() {
  std::uint32_t at = pos_ + 1;
  while (at < end_ && text_[at] != '`') at += text_[at] == '\\' ? 2 : 1;
  count(at - pos_);
  return at < end_;
}

// The text between backticks is unescaped and parsed as a source of its own.
bool Reader::read_backticks(Quoting quoting) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::uint32_t begin = pos_++;
  const bool unescapes_quote =
      quoting == Quoting::double_quotes && !verbatim_ && begin >= verbatim_until_;
  std::string text;
  while (pos_ < end_ && text_[pos_] != '`') {
    char c = text_[pos_++];
    if (c == '\\' && pos_ < end_) {
      const char next = text_[pos_++];
      if (next == '\n') continue;
      const bool unescapes =
          next == '`' || next == '\\' || next == '$' || (next == '"' && unescapes_quote);
      if (!unescapes) text += c;
      c = next;
    }
    text += c;
  }
  count(pos_ - begin);
  if (pos_ >= end_) return fail("unclosed backtick");
  if (uncertain_ && between(begin, pos_).find("\\\"") != std::string_view::npos) {
    return doubt("an escaped quote in backticks inside of quotes in quotes");
  }
  const Span inside{source_, begin + 1, pos_};
  ++pos_;
  const std::uint32_t id = tree_.add_source({std::move(text), SourceKind::backtick, inside, {}});
  Reader reader(tree_, scratch_, id, depth_, limits_);
  reader.in_backticks_ = true;
  const List* body = reader.read_all();
  Part& part = push_part(PartKind::command, begin, {});
  part.backtick = true;
  part.body = body;
  return true;
}

}  // namespace gavel::shell
