// Patterns in words: [...], extended globs, and tildes.
#include <algorithm>

#include "rules/shell/reader.h"

namespace gavel::shell {

// At `(`: whether the byte before it is an unquoted pattern operator of this word.
bool Reader::at_extglob(std::uint32_t run, std::size_t mark, const WordStyle& style) {
  bool operator_before = false;
  if (pos_ > run) {
    operator_before = is_pattern_operator(text_[pos_ - 1]);
  } else if (scratch_.parts.size() > mark) {
    const Part& last = scratch_.parts.back();
    operator_before = (last.kind == PartKind::literal || last.kind == PartKind::glob) &&
                      !last.text.empty() && is_pattern_operator(last.text.back());
  }
  // `f@()` in front of a command defines a function, extglob being off in bash -c.
  return operator_before && !(style.command && at_parentheses());
}

// PRE: at_extglob.
bool Reader::read_extglob(std::uint32_t run) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  std::uint32_t begin = pos_ - 1;
  if (pos_ > run) {
    --pos_;
    flush(run);
    ++pos_;
  } else {
    Part& last = scratch_.parts.back();
    begin = last.span.end - 1;
    last.text.remove_suffix(1);
    --last.span.end;
    if (last.text.empty()) scratch_.parts.pop();
  }
  ++pos_;
  const std::size_t mark = scratch_.parts.size();
  const WordState state(*this);
  if (!read_enclosed({.open = '(', .close = ')'})) return false;
  join_literals(mark);
  ++pos_;
  const Seq<Part> inside = scratch_.parts.take(arena_, mark);
  push_part(PartKind::extglob, begin, without_continuations(begin, pos_)).parts = inside;
  return true;
}

// Whether a bracket expression may go on over this byte and stay one literal stretch.
bool Reader::runs_through_bracket(std::uint32_t at, bool braces) const {
  const char c = text_[at];
  if (c == '\\') return at + 1 < end_ && text_[at + 1] == '\n';
  if (!is(c, word_stop)) return true;
  const bool brace_mark = c == ',' || c == '{' || c == '}';
  return c == '[' || c == '*' || c == '?' || c == '~' || (!braces && brace_mark);
}

// At `[`: one glob part when the bracket closes before anything quoted or expanded; a lone "["
// as glob part when something quoted or expanded stands in between; else a literal.
bool Reader::read_bracket(bool braces) {
  const std::uint32_t begin = pos_++;
  const bool known_open = begin >= bracket_from_ && begin < bracket_until_;
  std::uint32_t at = known_open ? bracket_until_ : pos_;
  if (!known_open) {
    if (at < end_ && (text_[at] == '!' || text_[at] == '^')) ++at;
    if (at < end_ && text_[at] == ']') ++at;
    while (at < end_ && text_[at] != ']' && runs_through_bracket(at, braces)) {
      at += text_[at] == '\\' ? 2 : 1;
    }
    count(at - begin);
  }
  const int c = at < end_ ? text_[at] : none;
  if (c == ']') {
    pos_ = at + 1;
    push_part(PartKind::glob, begin, without_continuations(begin, pos_));
    return true;
  }
  bracket_from_ = begin;
  bracket_until_ = at;
  const bool literal = c == none || is(c, metacharacter);
  if (literal) joins_ = true;
  push_part(literal ? PartKind::literal : PartKind::glob, begin, "[");
  return true;
}

namespace {

constexpr std::size_t npos = std::string_view::npos;

// The offset of the value in `name=value`; 0 when the text is no assignment.
std::size_t value_offset(std::string_view text) {
  if (text.empty() || !is(text.front(), name_first)) return 0;
  std::size_t at = 0;
  while (at < text.size() && is(text[at], name_rest)) ++at;
  return at < text.size() && text[at] == '=' ? at + 1 : 0;
}

Part piece(const Part& whole, PartKind kind, std::size_t from, std::size_t to) {
  Part part = whole;
  part.kind = kind;
  part.text = whole.text.substr(from, to - from);
  part.span.begin = whole.span.begin + static_cast<std::uint32_t>(from);
  part.span.end =
      to == whole.text.size() ? whole.span.end : whole.span.begin + static_cast<std::uint32_t>(to);
  return part;
}

}  // namespace

// Cuts literals around the tildes that bash expands: at the start of the word, and in the value
// of an assignment also after `:`. `~user` must be unquoted up to its slash.
void Reader::split_tildes(const WordStyle& style, std::size_t mark) {
  Stack<Part>& parts = scratch_.parts;
  const std::size_t out = scratch_.braced.size();
  bool colons = style.assignment;
  bool at_start = true;
  for (std::size_t i = mark; i < parts.size(); ++i) {
    const Part part = parts[i];
    std::size_t from = 0;
    std::size_t at = 0;
    while (part.kind == PartKind::literal && at < part.text.size()) {
      if (i == mark && at == 0 && style.argument && value_offset(part.text) > 0) {
        colons = true;
        at = value_offset(part.text);
        at_start = true;
        continue;
      }
      if (at_start && part.text[at] == '~') {
        const std::size_t end =
            std::min(part.text.find_first_of(colons ? "/:" : "/", at), part.text.size());
        if (end < part.text.size() || i + 1 == parts.size()) {
          if (from < at) scratch_.braced.push(piece(part, PartKind::literal, from, at));
          scratch_.braced.push(piece(part, PartKind::tilde, at, end));
          from = end;
        }
      }
      const std::size_t colon = colons ? part.text.find(':', at) : npos;
      at_start = colon != npos;
      at = colon == npos ? part.text.size() : colon + 1;
    }
    if (part.kind != PartKind::literal) {
      at_start = false;
      scratch_.braced.push(part);
    } else if (from < part.text.size()) {
      scratch_.braced.push(piece(part, PartKind::literal, from, part.text.size()));
    }
  }
  parts.cut(mark);
  for (std::size_t i = out; i < scratch_.braced.size(); ++i) parts.push(scratch_.braced[i]);
  scratch_.braced.cut(out);
}

}  // namespace gavel::shell
