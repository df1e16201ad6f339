// Brace expansion: turns the marks `{` `,` `}` of one word into brace parts, or back to literals.
#include <vector>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

struct Open {
  std::size_t at = 0;      // index of the `{`
  std::size_t commas = 0;  // where this brace's commas start in `commas`
};

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

// Replaces everything from the `{` at `open` on by one brace part with the given words.
void Reader::fold_brace(std::size_t open, std::size_t words, bool sequence) {
  Part brace;
  brace.kind = PartKind::brace;
  brace.sequence = sequence;
  brace.span = {source_, scratch_.parts[open].span.begin, scratch_.parts.back().span.end};
  brace.words = scratch_.words.take(arena_, words);
  scratch_.parts.cut(open);
  scratch_.parts.push(brace);
}

// Pushes parts[from, to) as one alternative.
void Reader::push_alternative(std::size_t from, std::size_t to, bool at_start) {
  Word word;
  const std::uint32_t begin = scratch_.parts[from - 1].span.end;
  word.span = {source_, begin, scratch_.parts[to].span.begin};
  const std::size_t mark = scratch_.parts.size();
  for (std::size_t i = from; i < to; ++i) scratch_.parts.push(Part(scratch_.parts[i]));
  if (to > from) {
    unglue(scratch_.parts.back());
    join_literals(mark);
    if (at_start && tildes_) split_tildes({}, mark);
  }
  word.parts = scratch_.parts.take(arena_, mark);
  scratch_.words.push(word);
}

bool Reader::fold_list(std::size_t mark, std::size_t open, const std::vector<std::size_t>& commas,
                       std::size_t first) {
  const std::size_t words = scratch_.words.size();
  const std::size_t close = scratch_.parts.size() - 1;
  std::size_t from = open + 1;
  for (std::size_t i = first; i < commas.size(); ++i) {
    push_alternative(from, commas[i], open == mark);
    from = commas[i] + 1;
  }
  push_alternative(from, close, open == mark);
  fold_brace(open, words, false);
  if (open > mark) unglue(scratch_.parts[open - 1]);
  return true;
}

bool Reader::fold_sequence(std::size_t mark, std::size_t open) {
  if (scratch_.parts.size() != open + 3) return false;
  const Part middle = scratch_.parts[open + 1];
  std::string_view ends[3];
  if (middle.kind != PartKind::literal) return false;
  const std::size_t count = split_sequence(middle.text, ends);
  if (count == 0) return false;
  const std::size_t words = scratch_.words.size();
  for (std::size_t i = 0; i < count; ++i) {
    Part part = middle;
    part.text = ends[i];
    scratch_.words.push({middle.span, arena_.copy(std::span<const Part>(&part, 1))});
  }
  fold_brace(open, words, true);
  if (open > mark) unglue(scratch_.parts[open - 1]);
  return true;
}

// One pass with a stack; every brace without comma or sequence becomes literal text again.
bool Reader::resolve_braces(std::size_t mark) {
  std::vector<Open> opens;
  std::vector<std::size_t> commas;
  const std::size_t first = scratch_.braced.size();
  for (std::size_t i = mark; i < scratch_.parts.size(); ++i) {
    scratch_.braced.push(scratch_.parts[i]);
  }
  scratch_.parts.cut(mark);
  for (std::size_t i = first; i < scratch_.braced.size(); ++i) {
    Part part = scratch_.braced[i];
    const bool is_mark = part.kind == PartKind::brace && part.words.empty();
    if (is_mark) {
      part.kind = PartKind::literal;
      if (part.text == "{") opens.push_back({scratch_.parts.size(), commas.size()});
      if (part.text == "," && !opens.empty()) commas.push_back(scratch_.parts.size());
    }
    scratch_.parts.push(part);
    if (depth_ + static_cast<int>(opens.size()) > limits_.depth) return fail("nested too deeply");
    if (!is_mark || part.text != "}" || opens.empty()) continue;
    const Open open = opens.back();
    if (commas.size() > open.commas) {
      fold_list(mark, open.at, commas, open.commas);
      opens.pop_back();
    } else if (fold_sequence(mark, open.at) || commas.size() == open.commas) {
      opens.pop_back();
    }
    commas.resize(open.commas);
  }
  scratch_.braced.cut(first);
  return true;
}

}  // namespace gavel::shell
