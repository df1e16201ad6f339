// Lists and pipelines.
#include <string>

#include "rules/shell/reader.h"

namespace gavel::shell {

// True where no command can start but an enclosing rule may go on: `)`, `;;`, `fi`, the end.
bool Reader::at_list_end() {
  const int c = peek();
  if (c == none || c == ')') return true;
  if (c == ';') {
    const int second = peek_second();
    return second == ';' || second == '&';
  }
  return is_closing(peek_keyword());
}

bool Reader::read_connector(Connector& connector) {
  skip_blanks();
  const int c = peek();
  if (c == '\n') {
    connector = Connector::then;
    return read_newline();
  }
  if (c == none || c == ')' || (c != ';' && c != '&' && c != '|')) return true;
  const int second = peek_second();
  if (c == ';') {
    if (second == ';' || second == '&') return true;
    connector = Connector::then;
    ++pos_;
  } else if (c == '&' && second == '&') {
    connector = Connector::and_if;
    accept('&', '&');
  } else if (c == '&') {
    connector = Connector::background;
    ++pos_;
  } else if (second == '|') {
    connector = Connector::or_if;
    accept('|', '|');
  }
  return true;
}

// Pushes items up to where no command can start. What was pushed before a failure is complete.
bool Reader::read_items(std::size_t mark) {
  if (!skip_newlines()) return false;
  bool owed = false;           // after && or ||
  const Node* lost = nullptr;  // the item before, when bash loses the `;` after it
  const bool outermost = depth_ == base_depth_;
  while (owed || !at_list_end()) {
    if (outermost) item_begin_ = pos_;
    const Node* node = read_pipeline();
    if (node == nullptr) return false;
    // What was merged may lose its `;` the next time it is printed.
    if (lost != nullptr && !push_merged(*lost, *node)) return false;
    const Node* before = lost == nullptr ? nullptr : scratch_.items.back().node;
    Connector after = Connector::end;
    skip_blanks();
    const bool unprinted = heredoc_unprinted_;
    const bool semicolon = peek() == ';';
    if (!read_connector(after)) return false;
    scratch_.items.push({node, after});
    if (substituted_) push_reprinted(*node);
    if (outermost) complete_ = scratch_.items.size();
    if (after == Connector::end) return true;
    if (!skip_newlines()) return false;
    owed = after == Connector::and_if || after == Connector::or_if;
    const bool goes_on = owed || !at_list_end();
    const bool loses = substituted_ && goes_on && loses_semicolon(unprinted, semicolon, after);
    lost = !loses ? nullptr : before != nullptr && before->implicit ? before : node;
  }
  if (scratch_.items.size() > mark) {
    ListItem& last = scratch_.items.back();
    if (last.after == Connector::then) last.after = Connector::end;
  }
  return true;
}

// Between two items inside a substitution: whether bash 5.2 loses the `;` that joins them.
bool Reader::loses_semicolon(bool unprinted, bool semicolon, Connector connector) {
  if (unprinted) {
    heredoc_unprinted_ = false;
    loses_semicolon_ = substitutions_;
  } else if (loses_semicolon_ > 0 && connector == Connector::then) {
    --loses_semicolon_;
    return semicolon;
  }
  return false;
}

const List* Reader::read_list() {
  const std::uint32_t begin = pos_;
  const std::size_t mark = scratch_.items.size();
  if (!read_items(mark)) return nullptr;
  List* list = arena_.make<List>();
  list->items = scratch_.items.take(arena_, mark);
  list->span = span_from(begin);
  return list;
}

const List* Reader::read_filled_list() {
  const List* list = read_list();
  if (list != nullptr && list->items.empty()) {
    fail("expected a command");
    return nullptr;
  }
  return list;
}

// `!` and `time`, any number of them; the pipeline may then be empty.
bool Reader::read_prefixes(Node& pipeline) {
  for (;;) {
    skip_blanks();
    const std::uint32_t begin = pos_;
    if (accept_keyword(Keyword::kw_bang)) {
      if (extglob_named_ && pos_ == begin + 1 && peek() == '(') {
        return doubt("`!(` is a pattern or a negated subshell, depending on extglob");
      }
      pipeline.negated = !pipeline.negated;
    } else if (accept_keyword(Keyword::kw_time)) {
      pipeline.timed = true;
      skip_blanks();
      const std::uint32_t option = pos_;
      if (accept('-', 'p') && at_word_end()) {
        pipeline.implicit = true;
      } else {
        pos_ = option;
      }
      skip_blanks();
      const std::uint32_t dashes = pos_;
      if (!accept('-', '-') || !at_word_end()) pos_ = dashes;
    } else {
      return true;
    }
  }
}

// bash 5.2 takes `time` right after `$(` for an ordinary word, and prints `! time` there as
// `time !`.
bool Reader::begins_substitution(std::uint32_t at) {
  if (!substituted_) return false;
  Window window(pos_, end_, first_token_, end_);
  while (is(peek(), blank)) ++pos_;
  return pos_ == at;
}

const Node* Reader::read_pipeline() {
  skip_blanks();
  const std::uint32_t begin = pos_;
  Node* prefixed = nullptr;
  bool opens = false;
  const Keyword first = peek_keyword();
  if (first == Keyword::kw_bang || first == Keyword::kw_time) {
    prefixed = make_node(NodeKind::pipeline, begin);
    opens = begins_substitution(begin);
    if (!read_prefixes(*prefixed)) return nullptr;
    const int c = peek();
    if (c == none || c == '\n' || c == ';' || c == ')') {
      prefixed->span = span_from(begin);
      return prefixed;
    }
  }
  // Right after `$(` even `case` is an argument of `time`.
  const bool words = opens && first == Keyword::kw_time && peek_keyword() == Keyword::kw_case;
  if (words) {
    pos_ = begin;
    prefixed = nullptr;
  }
  const std::size_t mark = scratch_.pipes.size();
  for (;;) {
    const bool argument = words && scratch_.pipes.size() == mark;
    const Node* command = argument ? read_simple() : read_command();
    if (command == nullptr) return nullptr;
    // The words after such a `time` are its arguments: a syntax error for any other compound.
    if (opens && prefixed != nullptr && prefixed->timed && scratch_.pipes.size() == mark &&
        !check_early_end(*command)) {
      return nullptr;
    }
    skip_blanks();
    Pipe& pipe = scratch_.pipes.push({command, false});
    if (peek() != '|' || peek_second() == '|') break;
    pipe.both = peek_second() == '&';
    if (heredoc_unprinted_) loses_semicolon_ = substitutions_;
    heredoc_unprinted_ = false;
    if (pipe.both) {
      accept('|', '&');
    } else {
      accept('|');
    }
    if (!skip_newlines()) return nullptr;
    if (peek_keyword() == Keyword::kw_bang) {
      fail("unexpected `!` inside a pipeline");
      return nullptr;
    }
  }
  return finish_pipeline(prefixed, mark, begin);
}

const Node* Reader::finish_pipeline(Node* prefixed, std::size_t mark, std::uint32_t begin) {
  const std::size_t size = scratch_.pipes.size() - mark;
  if (prefixed == nullptr && size == 1) {
    const Node* only = scratch_.pipes.back().node;
    scratch_.pipes.pop();
    return only;
  }
  Node* node = prefixed != nullptr ? prefixed : make_node(NodeKind::pipeline, begin);
  auto* children =
      static_cast<const Node**>(arena_.allocate(size * sizeof(const Node*), alignof(const Node*)));
  bool* both = static_cast<bool*>(arena_.allocate(size, 1));
  for (std::size_t i = 0; i < size; ++i) {
    children[i] = scratch_.pipes[mark + i].node;
    both[i] = scratch_.pipes[mark + i].both;
  }
  scratch_.pipes.cut(mark);
  node->children = {children, size};
  node->pipe_both = {both, size - 1};
  node->span = {source_, begin, children[size - 1]->span.end};
  return node;
}

const Node* Reader::read_command() {
  skip_blanks();
  if (peek() == '(') return read_parenthesis();
  const Keyword keyword = peek_keyword();
  if (keyword == Keyword::none || keyword == Keyword::kw_time) return read_simple();
  if (is_closing(keyword) || keyword == Keyword::kw_close_test) {
    fail("unexpected reserved word");
    return nullptr;
  }
  return read_compound(keyword);
}

const Node* Reader::opaque(std::uint32_t begin) {
  pos_ = end_;
  Node* node = make_node(NodeKind::opaque, begin);
  node->why = why_;
  // What is no shell in backticks bash reports when it runs them, and nothing of it is run.
  if (!in_backticks_ || doubtful_) tree_.troubles.push_back({node->span, why_});
  return node;
}

}  // namespace gavel::shell
