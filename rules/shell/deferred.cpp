// Process substitutions of arrays. Elements and subscripts of an associative array are no files:
// bash expands the text of <( ) as if it stood in a word, and takes what a here-document holds for
// commands and quotes. Which kind an array is, only the run tells; so what that text would run
// stands in the tree too, as an implicit command at the end of the substitution.
#include <algorithm>
#include <utility>
#include <vector>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

constexpr std::string_view is_text = "a here-document in a process substitution of an array";

// The here-documents of a process substitution whose bodies mean something else as text of a word.
// What stands in $( ) is read by the grammar again, and needs no look.
class Deferred {
 public:
  // `raw`: the text of the substitution.
  Deferred(const Tree& tree, std::string_view raw) : tree_(tree), hides_(hides(raw)) {}

  void in_word(const Word* word) {
    if (word != nullptr) in_parts(word->parts);
  }
  void in_parts(Seq<Part> parts) {
    for (const Part& part : parts) in_part(part);
  }
  const std::vector<Span>& bodies() const { return bodies_; }
  // Whether quotes of a body may bare what other quotes hide.
  bool flips() const { return flips_; }

 private:
  void in_part(const Part& part) {
    if (part.kind == PartKind::process_in || part.kind == PartKind::process_out) {
      const bool outer = std::exchange(hides_, hides_ || hides(tree_.text(part.span)));
      in_list(part.body);
      hides_ = outer;
    }
    if (part.body != nullptr) return;
    in_parts(part.parts);
    in_words(part.words);
    const Parameter* parameter = part.parameter;
    if (parameter == nullptr) return;
    for (const Word* word : {parameter->subscript, parameter->argument, parameter->replacement}) {
      in_word(word);
    }
  }
  void in_list(const List* list) {
    if (list == nullptr) return;
    for (const ListItem& item : list->items) in_node(*item.node);
  }
  void in_words(Seq<Word> words) {
    for (const Word& word : words) in_parts(word.parts);
  }
  void in_node(const Node& node) {
    for (const Node* child : node.children) in_node(*child);
    for (const IfArm& arm : node.arms) {
      in_list(arm.condition);
      in_list(arm.body);
    }
    for (const CaseArm& arm : node.cases) {
      in_words(arm.patterns);
      in_list(arm.body);
    }
    for (const Redirection& each : node.redirections) {
      look_at(each);
      in_parts(each.target.parts);
    }
    for (const Assignment& each : node.assignments) {
      in_word(each.subscript);
      in_parts(each.value.parts);
      for (const Assignment::Element& element : each.elements) {
        in_word(element.subscript);
        in_parts(element.value.parts);
      }
    }
    in_words(node.words);
    in_parts(node.parts);
    in_list(node.condition);
    in_list(node.body);
  }
  void look_at(const Redirection& redirection) {
    if (redirection.op != RedirectOp::heredoc) return;
    const std::string_view body = tree_.text(redirection.body.span);
    const bool runs = redirection.heredoc_quoted && body.find_first_of("$`") != body.npos;
    const bool flips = hides_ && body.find_first_of("'\"\\`") != body.npos;
    if (runs || flips) bodies_.push_back(redirection.body.span);
    flips_ = flips_ || flips;
  }

  // Whether quotes may keep bash from expanding something: quotes of a body may undo that.
  static bool hides(std::string_view raw) {
    return raw.find_first_of("'\"\\") != raw.npos && raw.find_first_of("$`") != raw.npos;
  }

  const Tree& tree_;
  bool hides_;
  bool flips_ = false;
  std::vector<Span> bodies_;
};

bool lies_in(const Span& inner, const Span& outer) {
  return inner.begin >= outer.begin && inner.end <= outer.end;
}

}  // namespace

// The process substitution whose list takes what the element around it hides: the first of it.
const List* Reader::keep_deferred(const List* body) {
  if (deferred_ != nullptr) return body;
  deferred_ = arena_.make<List>(*body);
  return deferred_;
}

// After a subscript or an element that began at `begin`. `outer`: what deferred_ was before.
bool Reader::push_deferred(std::uint32_t begin, List* outer, const Word* subscript,
                           Seq<Part> value) {
  List* list = std::exchange(deferred_, outer);
  if (list == nullptr || skimming_) return true;
  const Span whole = span_from(begin);
  Deferred deferred(tree_, tree_.text(whole));
  deferred.in_word(subscript);
  deferred.in_parts(value);
  if (deferred.bodies().empty()) return true;
  if (std::exchange(exposing_, true)) return doubt(is_text);
  const std::size_t mark = scratch_.parts.size();
  std::vector<std::uint32_t> ticks;
  bool ok = !deferred.flips() || expose(whole, ticks);
  for (const Span& each : deferred.bodies()) {
    if (!deferred.flips() || !lies_in(each, whole)) ok = ok && expose(each, ticks);
  }
  if (!ok || !expose_backticks(whole, ticks, deferred.flips())) return doubt(is_text);
  exposing_ = false;
  if (scratch_.parts.size() > mark) push_exposed(*list, mark, begin);
  return true;
}

// Pushes every $( ) of a stretch, quoted or not, and lists the backticks outside of them.
bool Reader::expose(Span stretch, std::vector<std::uint32_t>& ticks) {
  const Window window(pos_, end_, stretch.begin, stretch.end);
  while (pos_ < end_) {
    const char c = text_[pos_];
    if (c != '$' || pos_ + 1 == end_ || text_[pos_ + 1] != '(') {
      if (c == '`') ticks.push_back(pos_);
      ++pos_;
      continue;
    }
    const std::uint32_t jump = jump_to_;
    if (!read_dollar(Quoting::none) || jump != jump_to_) return false;
  }
  return true;
}

// A single backtick pairs with none, and bash gives up the word. False for more than one pair.
bool Reader::expose_backticks(Span whole, const std::vector<std::uint32_t>& ticks, bool flips) {
  if (ticks.empty()) return true;
  const std::string_view raw = tree_.text(whole);
  const auto inside = std::count_if(ticks.begin(), ticks.end(), [&](std::uint32_t at) {
    return at >= whole.begin && at < whole.end;
  });
  if (!flips && std::count(raw.begin(), raw.end(), '`') > inside) return false;
  if (ticks.size() == 1) return true;
  if (ticks.size() > 2 || inside == 1) return false;
  const Window window(pos_, end_, ticks[0], end_);
  return read_backticks(Quoting::none) && pos_ == ticks[1] + 1;
}

// Adds an implicit command that expands the parts from `mark` on.
void Reader::push_exposed(List& list, std::size_t mark, std::uint32_t begin) {
  Redirection redirection;
  redirection.op = RedirectOp::here_string;
  redirection.span = span_from(begin);
  redirection.target = {redirection.span, scratch_.parts.take(arena_, mark)};
  Node* node = make_node(NodeKind::simple, begin);
  node->implicit = true;
  node->redirections = arena_.copy(std::span<const Redirection>(&redirection, 1));
  const std::size_t items = scratch_.items.size();
  for (const ListItem& item : list.items) scratch_.items.push(item);
  if (scratch_.items.back().after == Connector::end) scratch_.items.back().after = Connector::then;
  scratch_.items.push({node, Connector::end});
  list.items = scratch_.items.take(arena_, items);
}

}  // namespace gavel::shell
