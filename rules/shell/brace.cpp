// Brace expansion: turns the marks `{` `,` `}` of one word into brace parts, or back to literals.
#include <algorithm>
#include <string>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

// Openers without an end are looked at again and again; beyond this the word is not read.
constexpr std::size_t most_steps_per_part = 64;

// A part as brace expansion sees it: `{` `}` `,`, a literal that holds `..`, or anything else.
constexpr char holds_dots = '.';
constexpr char no_mark = 0;

char mark_of(const Part& part) {
  if (part.kind == PartKind::brace) return part.words.empty() ? part.text.front() : no_mark;
  const bool dots = part.kind == PartKind::literal && part.text.find("..") != part.text.npos;
  return dots ? holds_dots : no_mark;
}

bool is_escaped_blank(const Part& part) {
  return part.kind == PartKind::escaped && (part.text == " " || part.text == "\t");
}

bool is_integer(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is(c, digit)) return false;
  }
  return true;
}

bool is_letter(std::string_view text) {
  return text.size() == 1 && (is(text.front(), name_first) && text.front() != '_');
}

// 1..3, a..e, 1..9..2: splits into two or three ends; 0 when the text is no sequence.
std::size_t split_sequence(std::string_view text, std::string_view (&ends)[3]) {
  std::size_t count = 0;
  while (count < 3) {
    const std::size_t dots = text.find("..");
    ends[count++] = text.substr(0, dots);
    if (dots == std::string_view::npos) break;
    if (count == 3) return 0;
    text.remove_prefix(dots + 2);
  }
  if (count < 2 || (count == 3 && !is_integer(ends[2]))) return 0;
  const bool numbers = is_integer(ends[0]) && is_integer(ends[1]);
  const bool letters = is_letter(ends[0]) && is_letter(ends[1]);
  return numbers || letters ? count : 0;
}

// A `{` that starts no parameter.
bool holds_brace(std::string_view raw) {
  std::size_t at = raw.find('{');
  while (at != raw.npos && at > 0 && raw[at - 1] == '$') at = raw.find('{', at + 1);
  return at != raw.npos;
}

// Outside of quotes, with `level` parameters around it: whether bash may take it for a part of a
// brace, or for the start of something it passes over.
bool is_bare_mark(char c, char second, int level) {
  if (c == '`' || c == '\'' || c == '{' || c == '}') return true;
  if (c == '<' || c == '>') return second == '(';
  return level == 0 && (c == ',' || (c == '.' && second == '.'));
}

}  // namespace

// bash expands braces on the text before it reads parameters, so `$x{a,b}` is `$xa $xb`. What ends
// in an unbraced `$` or `$name` at the edge of a brace therefore has a value nobody can know.
void Reader::unglue(Part& part) {
  const bool name = part.kind == PartKind::parameter && part.text.empty();
  const bool dollar = part.kind == PartKind::literal && part.text.ends_with('$');
  if (!name && !dollar) return;
  Parameter* parameter = arena_.make<Parameter>();
  if (name) parameter->name = part.parameter->name;
  parameter->op = ParameterOp::transform;
  part.text = between(part.span.begin, part.span.end);
  part.kind = PartKind::parameter;
  part.parameter = parameter;
}

// The `}` for the `{` at `open`, as bash's brace_gobble_text finds it: one that no inner `{` takes,
// after a `,` or `..` at the outer level. `to` when there is none.
std::size_t Reader::find_brace_end(std::size_t open, std::size_t to, bool& list) {
  std::size_t level = 0;
  bool dots = false;
  list = false;
  std::size_t i = open + 1;
  for (; i < to; ++i) {
    const char mark = scratch_.brace_marks[i];
    if (mark == '{') {
      ++level;
    } else if (mark == '}') {
      if (level == 0 && (list || dots)) break;
      if (level > 0) --level;
    } else if (level == 0) {
      list = list || mark == ',';
      dots = dots || mark == holds_dots;
    }
  }
  brace_steps_ += i - open;
  return i;
}

// Whether what follows the brace that ends at `close` ends a ~ that stands before it.
bool Reader::ends_prefix(std::size_t close) const {
  if (close + 1 >= scratch_.braced.size()) return true;
  const Part& next = scratch_.braced[close + 1];
  return next.kind == PartKind::literal && next.text.starts_with('/');
}

// {~,a}b is ~b and ab: nobody's folder, or that of a user b.
void Reader::hide_tilde(Part& part) {
  if (part.kind != PartKind::tilde) return;
  Parameter* parameter = arena_.make<Parameter>();
  parameter->op = ParameterOp::transform;
  part.text = between(part.span.begin, part.span.end);
  part.kind = PartKind::parameter;
  part.parameter = parameter;
}

// Pushes braced[from, to) as one alternative.
bool Reader::push_alternative(std::size_t from, std::size_t to, std::size_t close, bool at_start) {
  const std::size_t mark = scratch_.parts.size();
  Word word;
  word.span = {source_, scratch_.braced[from - 1].span.end, scratch_.braced[to].span.begin};
  if (!expand_braces(from, to, at_start)) return false;
  if (scratch_.parts.size() > mark) unglue(scratch_.parts.back());
  join_literals(mark);
  if (at_start && tildes_) {
    split_tildes({}, mark);
    if (scratch_.parts.size() > mark && !ends_prefix(close)) hide_tilde(scratch_.parts.back());
  }
  word.parts = scratch_.parts.take(arena_, mark);
  scratch_.words.push(word);
  return true;
}

bool Reader::push_sequence(std::size_t open, std::size_t close) {
  if (close != open + 2) return false;
  const Part middle = scratch_.braced[open + 1];
  std::string_view ends[3];
  if (middle.kind != PartKind::literal) return false;
  const std::size_t count = split_sequence(middle.text, ends);
  for (std::size_t i = 0; i < count; ++i) {
    Part part = middle;
    part.text = ends[i];
    scratch_.words.push({middle.span, arena_.copy(std::span<const Part>(&part, 1))});
  }
  return count > 0;
}

// braced[open, close] is a brace: one part, or literal text when it is no valid sequence.
bool Reader::push_brace(std::size_t open, std::size_t close, bool list, bool at_start) {
  const std::size_t words = scratch_.words.size();
  Part brace;
  brace.kind = PartKind::brace;
  brace.sequence = !list;
  brace.span = {source_, scratch_.braced[open].span.begin, scratch_.braced[close].span.end};
  if (list) {
    std::size_t level = 0;
    std::size_t from = open + 1;
    for (std::size_t i = from; i <= close; ++i) {
      const char mark = scratch_.brace_marks[i];
      if (mark == '{') ++level;
      if (i == close || (level == 0 && mark == ',')) {
        if (!push_alternative(from, i, close, at_start)) return false;
        from = i + 1;
      } else if (level > 0 && mark == '}') {
        --level;
      }
    }
  } else if (!push_sequence(open, close)) {
    for (std::size_t i = open; i <= close; ++i) {
      Part part = scratch_.braced[i];
      if (part.kind == PartKind::brace && part.words.empty()) part.kind = PartKind::literal;
      scratch_.parts.push(part);
    }
    return true;
  }
  brace.words = scratch_.words.take(arena_, words);
  scratch_.parts.push(brace);
  return true;
}

// Pushes braced[from, to) with its braces as parts, the outermost first, as bash does.
bool Reader::expand_braces(std::size_t from, std::size_t to, bool at_start) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::size_t first = scratch_.parts.size();
  std::size_t start = from;
  for (std::size_t i = from; i < to; ++i) {
    Part part = scratch_.braced[i];
    bool list = false;
    // `{}` at the start, right after a brace or after an escaped blank is text.
    const bool apart = i == start || is_escaped_blank(scratch_.braced[i - 1]);
    const bool empty = apart && i + 1 < to && scratch_.brace_marks[i + 1] == '}';
    const bool opens = scratch_.brace_marks[i] == '{' && !empty;
    const std::size_t close = opens ? find_brace_end(i, to, list) : to;
    if (brace_steps_ > brace_limit_) return doubt("too many unclosed braces in a word");
    if (opens && close != to) {
      const std::size_t before = scratch_.parts.size();
      if (before > first) unglue(scratch_.parts.back());
      if (!push_brace(i, close, list, at_start && before == first)) return false;
      i = close;
      start = close + 1;
      continue;
    }
    if (part.kind == PartKind::brace && part.words.empty()) part.kind = PartKind::literal;
    scratch_.parts.push(part);
  }
  return true;
}

// The ends of the substitutions of this source in `parts`, by where they begin, in order.
void Reader::list_substitutions(Seq<Part> parts, Substitutions& out) const {
  for (const Part& part : parts) {
    if (part.span.source == source_ && part.kind == PartKind::command && !part.backtick) {
      out.emplace_back(part.span.begin, part.span.end);
      continue;
    }
    if (part.span.source == source_ && part.kind == PartKind::arithmetic) {
      out.emplace_back(part.span.begin, part.span.end);
    }
    list_substitutions(part.parts, out);
    if (part.parameter == nullptr) continue;
    for (const Word* word :
         {part.parameter->subscript, part.parameter->argument, part.parameter->replacement}) {
      if (word != nullptr) list_substitutions(word->parts, out);
    }
  }
}

// Looking for braces bash takes each `"` for the other end of quotes, also one inside of ${...} in
// quotes; only $(...) is passed over. True when what is bare then could mean something.
bool Reader::pairs_otherwise(const Part& quoted, std::string* bare) {
  if (quoted.kind != PartKind::double_quoted || quoted.span.source != source_) return false;
  const std::uint32_t end = quoted.span.end;
  const std::uint32_t first =
      text_[quoted.span.begin] == '$' ? quoted.span.begin + 1 : quoted.span.begin;
  if (between(first + 1, end - 1).find('"') == std::string_view::npos) return false;
  Substitutions inside;
  list_substitutions(quoted.parts, inside);
  auto next = inside.begin();
  bool open = false;
  int level = 0;  // ${ without } among what is bare
  for (std::uint32_t at = first; at < end; ++at) {
    const char c = text_[at];
    const char second = at + 1 < end ? text_[at + 1] : '\0';
    while (next != inside.end() && next->first < at) ++next;
    if (c == '\\') {
      ++at;
    } else if (c == '$' && second == '{') {
      if (!open) ++level;
      at += 2;  // the byte behind is passed over, whatever it is
    } else if (c == '"') {
      open = !open;
    } else if (c == '$' && second == '(') {
      const bool listed = next != inside.end() && next->first == at;
      const std::uint32_t after = listed ? next->second : try_brackets(at, end - 1);
      if (after == 0) return true;
      at = after - 1;
    } else if (!open && c == '}' && level > 0) {
      --level;
    } else if (!open && is_bare_mark(c, second, level)) {
      if (bare == nullptr) return true;
      if (c == '`' || c == '\'') {
        at = skim_quotes(at, c, c == '`');
        if (at >= end) return true;
      } else {
        bare->append(1, c).append(c == '.' ? "." : "");
      }
    }
  }
  return open || level > 0;
}

// Whether a word without braces has some when its quotes are paired so: "${x:-"{c,a}"}" runs c.
bool Reader::bares_brace(std::size_t mark) {
  std::string bare;
  bool opens = false;
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    const Part part = scratch_.parts[i];
    if (part.span.source != source_) continue;
    const std::string_view raw = between(part.span.begin, part.span.end);
    if (part.kind == PartKind::literal && opens) {
      bare += raw;
    } else if (part.kind == PartKind::double_quoted && holds_brace(raw)) {
      const bool crosses = pairs_otherwise(part, &bare);
      opens = opens || crosses || bare.find('{') != std::string::npos;
      if (opens && crosses) return true;
    }
  }
  const std::size_t open = bare.find('{');
  const std::size_t divided = std::min(bare.find(',', open), bare.find("..", open));
  return open != bare.npos && divided != bare.npos && bare.find('}', divided) != bare.npos;
}

// Turns the marks of a word into brace parts, or back to literals.
bool Reader::resolve_braces(std::size_t mark) {
  const std::size_t first = scratch_.braced.size();
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    if (pairs_otherwise(scratch_.parts[i])) {
      return doubt("quotes within quotes in a word with braces");
    }
  }
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    scratch_.braced.push(scratch_.parts[i]);
    scratch_.brace_marks.push(mark_of(scratch_.parts[i]));
  }
  scratch_.parts.cut(mark);
  brace_steps_ = 0;
  brace_limit_ = 1'000 + most_steps_per_part * (scratch_.braced.size() - first);
  const bool ok = expand_braces(first, scratch_.braced.size(), true);
  count(brace_steps_);
  if (ok) scratch_.braced.cut(first);
  if (ok) scratch_.brace_marks.cut(first);
  return ok;
}

}  // namespace gavel::shell
