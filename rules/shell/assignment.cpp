// Assignments and arrays.
#include <utility>

#include "rules/shell/reader.h"

namespace gavel::shell {
// The end of the variable name that starts at `from`, continuations included; `from` if none does.
std::uint32_t Reader::name_end(std::uint32_t from) {
  Window window(pos_, end_, from, end_);
  if (!is(peek(), name_first)) return from;
  std::uint32_t end = pos_;
  while (is(peek(), name_rest)) end = ++pos_;
  return end;
}

// True at name=( or name+=(.
bool Reader::at_declared_array() {
  const std::uint32_t end = name_end(pos_);
  if (end == pos_) return false;
  Window window(pos_, end_, end, end_);
  accept('+');
  return accept('=') && peek() == '(';
}

bool Reader::read_declared_array(int argument) {
  Assignment assignment;
  const std::uint32_t begin = pos_;
  peek();
  const std::uint32_t end = name_end(pos_);
  assignment.name = without_continuations(pos_, end);
  pos_ = end;
  const std::size_t mark = scratch_.parts.size();
  push_part(PartKind::literal, begin, assignment.name);
  Word word{{source_, begin, end}, scratch_.parts.take(arena_, mark)};
  assignment.append = accept('+');
  accept('=');
  if (!read_array(assignment)) return false;
  assignment.argument = argument;
  assignment.span = span_from(begin);
  scratch_.assignments.push(assignment);
  scratch_.words.push(word);
  return true;
}

// At a word in front of the command: `name=`, `name+=`, `name[..]=`, or the command word itself.
// Decided on the raw text: a quote anywhere before the `=` makes it a word.
bool Reader::read_assignment_or_word(bool& assigned) {
  const WordStyle style{.braces = true, .command = true};
  peek();
  const std::uint32_t begin = pos_;
  const std::uint32_t end = name_end(begin);
  const std::size_t mark = scratch_.parts.size();
  Assignment assignment;
  if (end != begin) {
    pos_ = end;
    assignment.name = without_continuations(begin, end);
    if (peek() == '[') {
      if (!read_subscript(assignment.subscript)) return false;
      push_subscripted(begin, assignment);
    }
    assignment.append = peek() == '+';
    assigned = accept('+', '=') || accept('=');
    if (assigned) {
      scratch_.parts.cut(mark);
      if (!read_value(assignment)) return false;
      assignment.span = span_from(begin);
      scratch_.assignments.push(assignment);
      return true;
    }
    if (assignment.subscript == nullptr) pos_ = begin;
  }
  Word word;
  word.span.begin = begin;
  const WordState state(*this);
  joins_ = assignment.subscript != nullptr;
  if (!read_word_parts(style, mark)) return false;
  word.parts = finish_word(style, mark);
  word.span = span_from(begin);
  scratch_.words.push(word);
  return !failed_;
}

// name[subscript] turned out to be the start of a word: its parts are those of the word.
void Reader::push_subscripted(std::uint32_t begin, const Assignment& assignment) {
  push_part(PartKind::literal, begin, assignment.name);
  push_part(PartKind::literal, begin, "[");
  for (const Part& part : assignment.subscript->parts) scratch_.parts.push(part);
  push_part(PartKind::literal, pos_ - 1, "]");
}

bool Reader::read_value(Assignment& assignment) {
  if (peek() == '(') {
    if (assignment.subscript != nullptr) return fail("an array cannot be an element of an array");
    return read_array(assignment);
  }
  return read_word({.assignment = true}, assignment.value);
}

// PRE: at `[`. Leaves the cursor after `]`, or at `end` in front of it.
bool Reader::read_subscript(const Word*& subscript, char end) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  const std::uint32_t begin = pos_++;
  // Whether quotes protect depends on the array's kind, known only at run time: an indexed
  // array's subscript is arithmetic, where '$(x)' is still expanded.
  const bool nested = std::exchange(in_array_, true);
  List* const deferred = nested ? nullptr : std::exchange(deferred_, nullptr);
  const Enclosure brackets{.open = '[', .close = ']', .delimiter = end, .quoted = true};
  if (!read_enclosed_word(brackets, subscript)) return false;
  in_array_ = nested;
  if (!nested && !push_deferred(begin, deferred, subscript, {})) return false;
  if (end == 0 || text_[pos_] != end) ++pos_;
  return true;
}

// PRE: at `(`.
bool Reader::read_array(Assignment& assignment) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  ++pos_;
  assignment.array = true;
  const std::size_t mark = scratch_.elements.size();
  for (;;) {
    skip_blanks();
    const int c = peek();
    if (c == ')') break;
    if (c == none) return fail("unclosed array `(`");
    if (c == '\n') {
      if (scratch_.pending.size() > pending_base_) {
        return doubt("a newline in an array after a here-document");
      }
      if (!read_newline()) return false;
      continue;
    }
    const std::uint32_t begin = pos_;
    const bool nested = std::exchange(in_array_, true);
    List* const deferred = std::exchange(deferred_, nullptr);
    if (!read_element()) return false;
    in_array_ = nested;
    const Assignment::Element& element = scratch_.elements.back();
    if (!push_deferred(begin, deferred, element.subscript, element.value.parts)) return false;
  }
  ++pos_;
  if (!at_word_end()) {
    // a=(1)x is still one assignment word; what follows is no command.
    Assignment::Element rest;
    if (peek() == '[' || peek() == '#') return doubt("`[` or `#` right after an array");
    if (!read_word({.braces = true}, rest.value)) return false;
    scratch_.elements.push(rest);
  }
  assignment.elements = scratch_.elements.take(arena_, mark);
  return true;
}

bool Reader::read_element() {
  const WordStyle style{.braces = true};
  Assignment::Element element;
  const std::uint32_t begin = pos_;
  const std::size_t mark = scratch_.parts.size();
  const Word* subscript = nullptr;
  if (peek() == '[') {
    if (!read_subscript(subscript)) return false;
    element.append = peek() == '+';
    if (accept('=') || accept('+', '=')) {
      element.subscript = subscript;
      if (!read_word({.assignment = true}, element.value)) return false;
      scratch_.elements.push(element);
      return true;
    }
    element.append = false;
    push_part(PartKind::literal, begin, "[");
    for (const Part& part : subscript->parts) scratch_.parts.push(part);
    push_part(PartKind::literal, pos_ - 1, "]");
  }
  const WordState state(*this);
  joins_ = subscript != nullptr;
  if (!read_word_parts(style, mark)) return false;
  if (pos_ == begin) return fail(unexpected());
  element.value.parts = finish_word(style, mark);
  element.value.span = span_from(begin);
  scratch_.elements.push(element);
  return !failed_;
}

}  // namespace gavel::shell
