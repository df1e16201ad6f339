// Simple commands: assignments, words and redirections in any order.
#include <array>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

// Builtins whose arguments may be `name=(...)`; bash looks at the raw word.
constexpr std::array<std::string_view, 8> declaring = {"alias", "declare", "eval",     "export",
                                                       "let",   "local",   "readonly", "typeset"};

bool is_declaring(std::string_view raw) {
  for (const std::string_view name : declaring) {
    if (raw == name) return true;
  }
  return false;
}

constexpr std::string_view moves_behind =
    "a reserved word after a redirection, which bash 5.2 prints behind it";

}  // namespace

const Node* Reader::read_simple() {
  const std::uint32_t begin = pos_;
  const std::size_t words = scratch_.words.size();
  const std::size_t redirections = scratch_.redirections.size();
  const std::size_t assignments = scratch_.assignments.size();
  bool declares = false;
  std::uint32_t end = begin;
  for (;;) {
    count(1);
    skip_blanks();
    const int c = peek();
    if (c == none || c == '\n' || c == ';' || c == '|' || c == ')') break;
    if (at_redirection()) {
      if (!read_redirection()) return nullptr;
    } else if (c == '&') {
      break;
    } else if (c == '(') {
      const bool names = scratch_.words.size() == words + 1 &&
                         scratch_.redirections.size() == redirections &&
                         scratch_.assignments.size() == assignments;
      if (!names) break;
      const Span name = scratch_.words.back().span;
      scratch_.words.pop();
      return read_function(begin, name);
    } else {
      const bool first = scratch_.words.size() == words;
      if (!read_member(words, declares)) return nullptr;
      // $(>f ! c) is printed as `! c >f`, and run as that.
      const bool moves = first && substituted_ && scratch_.words.size() > words &&
                         scratch_.redirections.size() > redirections &&
                         scratch_.assignments.size() == assignments;
      const Span span = moves ? scratch_.words.back().span : Span{};
      if (moves && keyword_of(without_continuations(span.begin, span.end)) != Keyword::none) {
        doubt(moves_behind);
        return nullptr;
      }
    }
    end = pos_;
  }
  if (end == begin) {
    fail(unexpected());
    return nullptr;
  }
  Node* node = make_node(NodeKind::simple, begin);
  node->span.end = end;
  node->words = scratch_.words.take(arena_, words);
  node->redirections = take_redirections(redirections);
  node->assignments = scratch_.assignments.take(arena_, assignments);
  return node;
}

// An assignment while there is no command word yet, else a word or a declared array.
bool Reader::read_member(std::size_t words, bool& declares) {
  Word word;
  if (scratch_.words.size() == words) {
    bool assigned = false;
    if (!read_assignment_or_word(assigned)) return false;
    if (!assigned) {
      const Span span = scratch_.words.back().span;
      declares = is_declaring(without_continuations(span.begin, span.end));
    }
    return true;
  }
  if (declares && at_declared_array()) {
    return read_declared_array(static_cast<int>(scratch_.words.size() - words));
  }
  if (!read_word({.braces = true, .argument = true}, word)) return false;
  scratch_.words.push(word);
  return true;
}

}  // namespace gavel::shell
