// What bash 5.2 runs and the text does not say. It prints what stands in $( ), <( ) and >( ), and
// runs its own print; where the printer errs, other commands run than those that were written. Each
// stands in the list, marked as implicit, beside the ones the text shows. Where the print is a
// syntax error nothing runs, so that the tree shows too much, never too little.
#include <algorithm>
#include <string>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

// The command that comes first in the text of this one, unless a syntax error comes before it when
// the text is read as arguments.
const Node& first_command(const Node& node) {
  const Node* at = &node;
  for (;;) {
    const List* list = nullptr;
    if (at->kind == NodeKind::pipeline && !at->children.empty()) {
      at = at->children.front();
      continue;
    }
    if (at->kind == NodeKind::group || at->kind == NodeKind::coprocess) list = at->body;
    if (at->kind == NodeKind::while_loop) list = at->condition;
    if (at->kind == NodeKind::if_clause) list = at->arms.front().condition;
    if (list == nullptr || list->items.empty()) return *at;
    at = list->items.front().node;
  }
}

bool opens_case(const Node& node) {
  const Node& first = first_command(node);
  return first.kind == NodeKind::case_clause && !first.cases.empty();
}

// A coprocess without a name, of a simple command.
bool is_bare_coprocess(const Node& node) {
  return node.kind == NodeKind::coprocess && node.name.empty() &&
         node.body->items.front().node->kind == NodeKind::simple;
}

bool holds_brace(const Word& word) {
  return std::any_of(word.parts.begin(), word.parts.end(), [](const Part& part) {
    return part.kind == PartKind::literal && part.text.find('{') != std::string_view::npos;
  });
}

// [[ ]] whose members are words to any reader.
bool is_plain_test(const Node& node) {
  for (const Word& word : node.words) {
    for (const Part& part : word.parts) {
      const bool bare = part.kind == PartKind::literal || part.kind == PartKind::extglob;
      if (bare && part.text.find_first_of("&|<>()") != std::string_view::npos) return false;
    }
  }
  return true;
}

}  // namespace

// False, and failed, when a pattern's `)` ends the substitution where this command is read as
// arguments, and that cannot be told apart.
bool Reader::check_early_end(const Node& node) {
  if (!opens_case(node)) return true;
  return close_early(first_command(node).cases.front().body->span.begin);
}

// After the end that bash takes too early the rest is text of the word around the substitution:
// without quotes in it, what is expanded there is what is expanded here.
bool Reader::close_early(std::uint32_t from) {
  early_from_ = std::min(early_from_, from);
  return scratch_.pending.size() == pending_base_ ||
         doubt("bash 5.2 ends this substitution elsewhere");
}

// At the `)` of a substitution.
bool Reader::stays_quoteless() {
  if (early_from_ >= pos_) return true;
  count(pos_ - early_from_);
  const bool quoted = between(early_from_, pos_).find_first_of("'\"\\`") != std::string_view::npos;
  return !quoted || doubt("bash 5.2 ends this substitution elsewhere");
}

void Reader::push_bare(std::string_view text, Span span) {
  const std::size_t mark = scratch_.parts.size();
  Part part;
  part.span = span;
  part.text = text;
  scratch_.parts.push(part);
  scratch_.words.push({span, scratch_.parts.take(arena_, mark)});
}

// bash 5.2 prints `coproc c` as `coproc COPROC c`, which runs a command named COPROC; and again as
// often as it prints what stands around it.
void Reader::push_reprinted(const Node& node) {
  if (node.kind == NodeKind::pipeline) {
    for (const Node* child : node.children) push_reprinted(*child);
    return;
  }
  if (!is_bare_coprocess(node)) return;
  const std::size_t mark = scratch_.words.size();
  push_coprocess(node);
  Node* command = make_node(NodeKind::simple, node.span.begin);
  command->implicit = true;
  command->name = coprocess_name;
  command->words = scratch_.words.take(arena_, mark);
  scratch_.items.push({command, Connector::then});
}

void Reader::push_coprocess(const Node& node) {
  const Node& body = *node.body->items.front().node;
  push_bare(coprocess_name, node.span);
  push_unknown(node.span);
  for (const Assignment& each : body.assignments) {
    if (each.argument < 0) push_merged_assignment(each);
  }
  for (std::size_t i = 0; i < body.words.size(); ++i) {
    // The array of a declaring builtin is one more argument now.
    const bool array =
        std::any_of(body.assignments.begin(), body.assignments.end(),
                    [&](const Assignment& each) { return each.argument == static_cast<int>(i); });
    if (array) {
      push_unknown(body.words[i].span);
    } else {
      scratch_.words.push(body.words[i]);
    }
  }
}

// The words of a command when it is read as arguments. False, with nothing failed, when that is a
// syntax error.
bool Reader::push_as_arguments(const Node& node) {
  switch (node.kind) {
    case NodeKind::simple:
      for (const Assignment& each : node.assignments) push_merged_assignment(each);
      for (const Word& word : node.words) scratch_.words.push(word);
      return true;
    case NodeKind::pipeline:
      // Of `!` and `time` only the printer's own order matters: any words.
      if (node.negated || node.timed) push_unknown(node.span);
      return node.children.empty() || push_as_arguments(*node.children.front());
    case NodeKind::coprocess:
      if (opens_case(node)) break;
      if (!is_bare_coprocess(node)) return false;
      push_bare("coproc", node.span);
      push_coprocess(node);
      return true;
    case NodeKind::test:
      if (!is_plain_test(node)) break;
      push_bare("[[", node.span);
      push_unknown(node.span);  // [[ a ]] is printed as [[ -n a ]]
      push_bare("]]", node.span);
      return true;
    default:
      // After `case x in` the patterns stand where commands do: they are run.
      if (opens_case(node)) break;
      return false;
  }
  return doubt("bash 5.2 loses the `;` after a here-document in a substitution");
}

// The command that bash 5.2 runs when it loses the `;` between two: their words in one row.
bool Reader::push_merged(const Node& before, const Node& after) {
  const Node* first = &before;
  if (first->kind == NodeKind::pipeline && !first->children.empty()) first = first->children.back();
  const bool coprocess = is_bare_coprocess(*first);
  // `done c` is a syntax error when bash reads it again.
  if (first->kind != NodeKind::simple && !coprocess) return true;
  const std::size_t mark = scratch_.words.size();
  if (coprocess) {
    push_coprocess(*first);
  } else {
    for (const Word& word : first->words) scratch_.words.push(word);
  }
  if (!push_as_arguments(after)) {
    scratch_.words.cut(mark);
    return !failed_;
  }
  Node* node = make_node(NodeKind::simple, first->span.begin);
  node->implicit = true;
  node->words = scratch_.words.take(arena_, mark);
  scratch_.items.push({node, Connector::then});
  return true;
}

// A word of a value nobody can know.
void Reader::push_unknown(Span span) {
  const std::size_t mark = scratch_.parts.size();
  Part part;
  part.kind = PartKind::parameter;
  part.span = span;
  part.text = tree_.text(span);
  Parameter* unknown = arena_.make<Parameter>();
  unknown->op = ParameterOp::transform;
  part.parameter = unknown;
  scratch_.parts.push(part);
  scratch_.words.push({span, scratch_.parts.take(arena_, mark)});
}

// After a command word `x=1` is an argument.
void Reader::push_merged_assignment(const Assignment& assignment) {
  // Quotes in a subscript go in ways not worth knowing here; braces make more words of an argument.
  if (assignment.subscript != nullptr || assignment.array || holds_brace(assignment.value)) {
    return push_unknown(assignment.span);
  }
  const std::size_t mark = scratch_.parts.size();
  Part part;
  part.span = assignment.span;
  part.text = arena_.copy(
      std::string_view(std::string(assignment.name) + (assignment.append ? "+=" : "=")));
  scratch_.parts.push(part);
  for (const Part& each : assignment.value.parts) scratch_.parts.push(each);
  scratch_.words.push({assignment.span, scratch_.parts.take(arena_, mark)});
}

}  // namespace gavel::shell
