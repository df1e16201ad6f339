// Any bytes: the parser ends, every span lies in its source, and what it understood prints to text
// that parses to the same tree.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "rules/shell/parser.h"
#include "rules/shell/print.h"

namespace gavel::shell {
namespace {

[[noreturn]] void broken(const char* law, const std::string& text) {
  std::fprintf(stderr, "%s\n%s\n", law, text.c_str());
  std::abort();
}

class Bounds {
 public:
  explicit Bounds(const Tree& tree) : tree_(tree) {}

  void list(const List& list) const {
    span(list.span);
    for (const ListItem& item : list.items) node(*item.node);
  }

 private:
  void span(Span span) const {
    const bool inside = span.source < tree_.source_count() && span.begin <= span.end &&
                        span.end <= tree_.source(span.source).text.size();
    if (!inside) broken("a span outside of its source", dump(tree_));
  }
  void optional(const List* body) const {
    if (body != nullptr) list(*body);
  }
  void word(const Word& word) const {
    if (!word.parts.empty()) span(word.span);
    for (const Part& each : word.parts) part(each);
  }
  void part(const Part& part) const {
    span(part.span);
    for (const Part& each : part.parts) this->part(each);
    for (const Word& each : part.words) word(each);
    optional(part.body);
    if (part.parameter == nullptr) return;
    for (const Word* each :
         {part.parameter->subscript, part.parameter->argument, part.parameter->replacement}) {
      if (each != nullptr) word(*each);
    }
  }
  void node(const Node& node) const {
    span(node.span);
    for (const Assignment& each : node.assignments) {
      span(each.span);
      word(each.value);
      for (const Assignment::Element& element : each.elements) word(element.value);
    }
    for (const Word& each : node.words) word(each);
    for (const Part& each : node.parts) part(each);
    for (const Redirection& each : node.redirections) {
      span(each.span);
      word(each.target);
      word(each.body);
    }
    for (const Node* child : node.children) this->node(*child);
    for (const IfArm& arm : node.arms) {
      optional(arm.condition);
      optional(arm.body);
    }
    for (const CaseArm& arm : node.cases) {
      for (const Word& pattern : arm.patterns) word(pattern);
      optional(arm.body);
    }
    optional(node.condition);
    optional(node.body);
  }

  const Tree& tree_;
};

void check(const std::string& text) {
  const Tree tree = parse(text);
  Bounds(tree).list(*tree.root);
  if (!tree.ok()) return;
  const std::string printed = to_bash(tree);
  if (printed.size() > Limits{}.bytes) return;
  const Tree again = parse(printed);
  if (!again.ok() && again.troubles[0].why == "nested too deeply") return;
  if (dump(tree) != dump(again)) {
    broken("prints to another tree",
           text + "\n---\n" + printed + "\n---\n" + dump(tree) + "---\n" + dump(again));
  }
}

}  // namespace
}  // namespace gavel::shell

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gavel::shell::check(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
