// Text up to a closing byte: words in ${...}, subscripts, pattern lists, arithmetic.
#include <string>
#include <utility>

#include "rules/shell/ansi.h"
#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

std::string_view unclosed(char close) {
  return close == '}' ? "unclosed `${`" : close == ']' ? "unclosed `[`" : "unclosed pattern `(`";
}

// Neither ends the brackets around it nor pairs with what follows, nor is part of an operator in
// front of it or, where a name may go on behind it, of that name.
bool stands_alone(std::string_view text, bool goes_on) {
  constexpr std::string_view operators = "-=?+#%/^,~:";
  constexpr std::string_view name_bytes =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
  if (operators.find(text.front()) != std::string_view::npos) return false;
  int open = 0;
  for (const char c : text) {
    if (c == '(') ++open;
    if (c == ')' && --open < 0) return false;
  }
  const std::size_t tail = text.find_last_not_of(name_bytes) + 1;
  const bool names = text.substr(0, tail).ends_with('$') && (goes_on || tail == text.size());
  return open == 0 && !names && text.find_first_of("{}[]'\"\\`/:?") == std::string_view::npos;
}

// `$x` up to `end`: a name that goes on in what stands behind it.
bool is_open_name(const Part& part, std::uint32_t end) {
  return part.kind == PartKind::parameter && part.text.empty() && part.span.end == end;
}

}  // namespace

bool Reader::read_enclosed_word(const Enclosure& enclosure, const Word*& word) {
  const WordState state(*this);
  const std::size_t mark = scratch_.parts.size();
  const std::uint32_t begin = pos_;
  if (!read_enclosed(enclosure)) return false;
  if (joins_) join_literals(mark);
  const Seq<Part> parts = scratch_.parts.take(arena_, mark);
  word = arena_.make<Word>(span_from(begin), parts);
  return true;
}

// Leaves the cursor at the closing byte or delimiter.
bool Reader::read_enclosed(const Enclosure& enclosure) {
  const char closer = std::exchange(closer_, enclosure.close);
  if (!read_up_to(enclosure)) return false;
  closer_ = closer;
  return true;
}

bool Reader::read_up_to(const Enclosure& enclosure) {
  std::uint32_t run = pos_;
  int nested = 0;        // `open` bytes still to be closed
  int parentheses = 0;   // arithmetic: a delimiter inside does not count
  int conditionals = 0;  // arithmetic: `?` whose `:` is still to come
  for (;;) {
    const std::uint32_t from = pos_;
    while (pos_ < end_ && !is(text_[pos_], enclosed_stop)) ++pos_;
    count(pos_ - from + 1);
    if (pos_ >= end_) break;
    const char c = text_[pos_];
    if (enclosure.close != 0 && c == enclosure.close) {
      if (nested == 0) {
        flush(run);
        return true;
      }
      --nested;
    } else if (enclosure.open != 0 && c == enclosure.open) {
      ++nested;
    } else if (c == enclosure.delimiter && enclosure.delimiter != 0 && parentheses == 0) {
      if (conditionals == 0) {
        flush(run);
        return true;
      }
      --conditionals;
    } else if (enclosure.arithmetic && (c == '(' || c == ')' || c == '?')) {
      if (c == '(') ++parentheses;
      if (c == ')' && parentheses > 0) --parentheses;
      if (c == '?' && parentheses == 0) ++conditionals;
    } else {
      if (!read_enclosed_special(enclosure, run)) return false;
      continue;
    }
    ++pos_;
  }
  if (enclosure.close != 0) return fail(unclosed(enclosure.close));
  flush(run);
  return true;
}

bool Reader::read_enclosed_special(const Enclosure& enclosure, std::uint32_t& run) {
  const char c = text_[pos_];
  bool ok = true;
  switch (c) {
    case '\\':
      return read_enclosed_escape(enclosure, run);
    case '\'':
      if (enclosure.loose) {
        ++pos_;
        return true;
      }
      flush(run);
      ok = enclosure.quoted ? read_paired_quotes(enclosure) : read_single_quotes();
      break;
    case '"': {
      // Without another end, what quotes would hold is expanded as what stands in arithmetic.
      if (enclosure.loose && between(pos_ + 1, end_).find('"') == std::string_view::npos) {
        count(end_ - pos_);
        ++pos_;
        return true;
      }
      flush(run);
      const bool verbatim = std::exchange(verbatim_, enclosure.verbatim);
      ok = read_double_quotes();
      verbatim_ = verbatim;
      break;
    }
    case '`':
      flush(run);
      // Even in double quotes: there bash passes over ${...} before it looks at backslashes.
      ok = read_backticks(Quoting::none);
      break;
    case '$':
      flush(run);
      if (!in_heredoc_ && peek_second() == '\'') {
        ok = read_enclosed_ansi(enclosure);
      } else {
        ok = read_dollar(enclosure.quoted ? Quoting::double_quotes : Quoting::enclosed);
      }
      break;
    case '<':
    case '>':
      // In quotes they are text, but those of a subscript may be none.
      if (enclosure.loose || (enclosure.quoted && enclosure.close == '}') ||
          !at_process_substitution()) {
        ++pos_;
        return true;
      } else {
        flush(run);
        const std::uint32_t begin = pos_;
        accept(c, '(');
        ok = read_substitution(c == '<' ? PartKind::process_in : PartKind::process_out, begin,
                               Quoting::enclosed);
      }
      break;
    case '*':
    case '?':
    case '[':
      if (enclosure.quoted) {
        ++pos_;
        return true;
      }
      flush(run);
      ++pos_;
      push_part(PartKind::glob, pos_ - 1, between(pos_ - 1, pos_));
      break;
    default:
      ++pos_;
      return true;
  }
  run = pos_;
  return ok;
}

// bash decodes $'...' when it passes over the brackets, and reads the outcome again: in
// arithmetic, where quotes do not protect, and where it stands in double quotes, as bare text.
bool Reader::read_enclosed_ansi(const Enclosure& enclosure) {
  const std::uint32_t begin = pos_++;
  peek();
  if (!read_ansi_quotes()) return false;
  const std::string_view text = scratch_.parts.back().text;
  const bool again = enclosure.quoted || (dquoted_ && !enclosure.keeps_ansi);
  if (!again || is_inert(text, enclosure.quoted)) return true;
  // What could end the brackets, or pair with what follows, is not worth reading.
  const bool named = scratch_.parts.size() > 1 && is(text.front(), name_rest) &&
                     is_open_name(scratch_.parts[scratch_.parts.size() - 2], begin);
  const int next = pos_ < end_ ? text_[pos_] : none;
  const bool goes_on = is(next, name_rest) || next == '\\' || next == '$' || next == '"';
  if (named || !stands_alone(text, goes_on)) {
    return doubt("what $'...' stands for is read again here");
  }
  const Span span = scratch_.parts.back().span;
  std::string copy(text);
  scratch_.parts.pop();
  return read_decoded(enclosure, std::move(copy), span);
}

bool Reader::read_decoded(Enclosure enclosure, std::string text, Span span) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::uint32_t id = tree_.add_source({std::move(text), SourceKind::other, span, {}});
  Reader reader(tree_, scratch_, id, depth_, limits_);
  reader.dquoted_ = dquoted_;
  reader.skimming_ = skimming_;
  enclosure.open = enclosure.close = enclosure.delimiter = 0;
  joins_ = true;
  const std::size_t mark = scratch_.parts.size();
  if (!reader.read_enclosed(enclosure)) return fail_as(reader);
  // They may join with literals around, which stand in another source.
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    if (scratch_.parts[i].kind == PartKind::literal) scratch_.parts[i].span = span;
  }
  return true;
}

bool Reader::read_enclosed_escape(const Enclosure& enclosure, std::uint32_t& run) {
  const char next = pos_ + 1 < end_ ? text_[pos_ + 1] : '\0';
  const bool escapes = !enclosure.quoted || next == '\n' || next == '$' || next == '`' ||
                       next == '"' || next == '\\' || (next == '}' && enclosure.close == '}');
  if (escapes) {
    flush(run);
    read_escape();
    run = pos_;
  } else {
    pos_ += pos_ + 1 < end_ ? 2 : 1;
  }
  return true;
}

// Within double quotes, '...' in ${x:-...} keeps its quotes and is expanded, but still pairs:
// a `}` inside does not end the parameter.
bool Reader::read_paired_quotes(const Enclosure& enclosure) {
  const std::uint32_t begin = pos_;
  const std::uint32_t close = find_quote(begin + 1);
  if (close == end_) return fail("unclosed single quote");
  ++pos_;
  flush(begin);
  {
    const Window window(pos_, end_, begin + 1, close);
    if (!read_enclosed({.quoted = true, .loose = true, .verbatim = enclosure.verbatim}))
      return false;
  }
  pos_ = close;
  ++pos_;
  flush(close);
  joins_ = true;
  return true;
}

std::uint32_t Reader::find_quote(std::uint32_t from) {
  std::uint32_t at = from;
  while (at < end_ && text_[at] != '\'') ++at;
  count(at - from);
  return at;
}

}  // namespace gavel::shell
