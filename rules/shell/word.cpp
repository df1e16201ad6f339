// Unquoted words: literals and what may stand between them.
#include <algorithm>
#include <string>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

// Backticks with an escaped quote in them: what brackets hold is not unescaped.
bool keeps_escapes(std::string_view raw) {
  const std::size_t tick = raw.find('`');
  return tick != raw.npos && raw.find("\\\"", tick) != raw.npos;
}

bool holds_expansion(std::string_view raw) {
  return raw.find_first_of("$`") != std::string_view::npos;
}

}  // namespace

Part& Reader::push_part(PartKind kind, std::uint32_t begin, std::string_view text) {
  Part part;
  part.kind = kind;
  part.span = span_from(begin);
  part.text = text;
  return scratch_.parts.push(part);
}

// The literal that was run over since `run`, if any.
void Reader::flush(std::uint32_t run) {
  if (run != pos_) push_part(PartKind::literal, run, between(run, pos_));
}

bool Reader::read_word(const WordStyle& style, Word& word) {
  const std::size_t mark = scratch_.parts.size();
  peek();
  const std::uint32_t begin = pos_;
  const WordState state(*this);
  if (!read_word_parts(style, mark)) return false;
  word.parts = finish_word(style, mark);
  word.span = span_from(begin);
  return !failed_;
}

// Pushes the parts of one word, up to the metacharacter that ends it.
bool Reader::read_word_parts(const WordStyle& style, std::size_t mark) {
  std::uint32_t run = pos_;
  for (;;) {
    const std::uint32_t from = pos_;
    while (pos_ < end_ && !is(text_[pos_], word_stop)) ++pos_;
    count(pos_ - from + 1);
    if (pos_ >= end_) break;
    const char c = text_[pos_];
    if (is(c, metacharacter)) {
      if (c == '(' && !style.regex && at_extglob(run, mark, style)) {
        if (!read_extglob(run)) return false;
      } else if (at_process_substitution()) {
        flush(run);
        const std::uint32_t begin = pos_;
        accept(c, '(');
        const PartKind kind = c == '<' ? PartKind::process_in : PartKind::process_out;
        if (!read_substitution(kind, begin, Quoting::none)) return false;
      } else {
        break;
      }
      run = pos_;
    } else if (!read_word_special(style, run)) {
      return false;
    }
  }
  flush(run);
  return true;
}

// At a byte of class word_stop that does not end the word. `run` is where the literal that ends
// here, or goes on, began.
bool Reader::read_word_special(const WordStyle& style, std::uint32_t& run) {
  const char c = text_[pos_];
  const auto mark_brace = [&](int change) {
    flush(run);
    ++pos_;
    push_part(PartKind::brace, pos_ - 1, between(pos_ - 1, pos_));
    open_braces_ += change;
    run = pos_;
    return true;
  };
  switch (c) {
    case '{':
      if (style.braces) return mark_brace(1);
      ++pos_;
      return true;
    case '}':
      if (open_braces_ > 0) return mark_brace(0);
      ++pos_;
      return true;
    case '~':
      tildes_ = true;
      ++pos_;
      return true;
    case ',':
      if (open_braces_ > 0) return mark_brace(0);
      ++pos_;
      return true;
    default:
      break;
  }
  flush(run);
  bool ok = true;
  switch (c) {
    case '\\':
      ok = read_escape();
      break;
    case '\'':
      ok = read_single_quotes();
      break;
    case '"':
      ok = read_double_quotes();
      break;
    case '`':
      ok = read_backticks(Quoting::none);
      break;
    case '$':
      ok = read_dollar(Quoting::none);
      break;
    case '[':
      ok = read_bracket(open_braces_ > 0);
      break;
    default:  // * and ?
      ++pos_;
      push_part(PartKind::glob, pos_ - 1, between(pos_ - 1, pos_));
  }
  run = pos_;
  return ok;
}

// Joins adjacent literals, which continuations and marks without meaning leave behind.
void Reader::join_literals(std::size_t mark) {
  std::size_t to = mark;
  std::string text;
  for (std::size_t from = mark; from < scratch_.parts.size();) {
    Part part = scratch_.parts[from++];
    if (part.kind == PartKind::literal) {
      text = part.text;
      const std::size_t first = from;
      while (from < scratch_.parts.size() && scratch_.parts[from].kind == PartKind::literal) {
        text += scratch_.parts[from].text;
        part.span.end = scratch_.parts[from].span.end;
        ++from;
      }
      if (from != first) part.text = arena_.copy(std::string_view(text));
    }
    scratch_.parts[to++] = part;
  }
  scratch_.parts.cut(to);
}

// In quotes the lexer takes the second `$` of `$$(` for text, the expansion for the start of a pair
// of brackets, which may reach over the end of the quotes: "$$( "'$(c1)'" )" runs c1. Whether such
// a pair of the word may swallow single quotes.
bool Reader::crosses(std::size_t mark) {
  bool opened = false;
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    const Part& part = scratch_.parts[i];
    if (part_crosses(part)) return true;
    if (opened && part.kind != PartKind::command) {
      const std::string_view raw = tree_.text(part.span);
      const bool quoted = part.kind == PartKind::double_quoted;
      if (quoted ? keeps_escapes(raw) : raw.find('\'') != raw.npos && holds_expansion(raw)) {
        return true;
      }
    }
    if (part.kind == PartKind::double_quoted) {
      opened = opened || (i + 1 < scratch_.parts.size() && leaves_brackets(part));
    }
  }
  return false;
}

// Whether the quotes end before brackets after `$$` do.
bool Reader::leaves_brackets(const Part& quoted) {
  const std::string_view raw = tree_.text(quoted.span);
  for (std::size_t at = 0; (at = find_brackets(raw, at)) != raw.npos;) {
    const auto dollar = quoted.span.begin + static_cast<std::uint32_t>(at);
    if (quoted.span.source != source_ || try_brackets(dollar, quoted.span.end - 1) == 0)
      return true;
  }
  return false;
}

// Words in ${...} and patterns are not looked at one by one: their text is, less the substitutions.
// `$$(`, then `"`, `'` and an expansion, in that order.
bool Reader::part_crosses(const Part& part) {
  if (part.kind == PartKind::double_quoted) {
    return std::any_of(part.parts.begin(), part.parts.end(), [&](const Part& inner) {
      return inner.kind == PartKind::parameter && part_crosses(inner);
    });
  }
  if (part.kind != PartKind::parameter && part.kind != PartKind::extglob) return false;
  const std::string_view whole = tree_.text(part.span);
  if (whole.size() < 8 || find_brackets(whole, 0) == whole.npos) return false;
  const std::string bare = without_substitutions(part);
  const std::size_t dollar = find_brackets(bare, 0);
  if (dollar == bare.npos) return false;
  std::string_view raw = std::string_view(bare).substr(dollar + 1);
  for (const std::string_view next : {"\"", "'", "$`"}) {
    const std::size_t found = raw.find_first_of(next);
    if (found == raw.npos) return false;
    raw.remove_prefix(found + 1);
  }
  return true;
}

// Its text, with blanks for what stands in $( ), which is read by the grammar again.
std::string Reader::without_substitutions(const Part& part) const {
  std::string text(tree_.text(part.span));
  Substitutions inside;
  list_substitutions(std::span<const Part>(&part, 1), inside);
  for (const auto& [begin, end] : inside) {
    for (std::uint32_t at = begin + 2; at + 1 < end; ++at) text[at - part.span.begin] = ' ';
  }
  return text;
}

Seq<Part> Reader::finish_word(const WordStyle& style, std::size_t mark) {
  if (crosses(mark)) {
    doubt("quotes that brackets after `$$` may swallow");
    return {};
  }
  if (style.braces && open_braces_ == 0 && bares_brace(mark)) {
    doubt("quotes within quotes in a word with braces");
    return {};
  }
  WordStyle left = style;
  if (open_braces_ > 0) {
    join_literals(mark);
    if (!resolve_braces(mark)) return {};
    joins_ = true;
    // What braces made is no assignment any more.
    for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
      if (scratch_.parts[i].kind == PartKind::brace) left.argument = false;
    }
  }
  if (joins_) join_literals(mark);
  if (tildes_) split_tildes(left, mark);
  return scratch_.parts.take(arena_, mark);
}

}  // namespace gavel::shell
