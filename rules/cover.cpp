#include "rules/cover.h"

#include <algorithm>
#include <string_view>

#include "rules/shell/ast.h"

namespace gavel::rules {
namespace {

using shell::List;
using shell::Node;
using shell::NodeKind;
using shell::Redirection;
using shell::RedirectOp;

bool is_literal(const shell::Word& word, std::string_view text) {
  return word.parts.size() == 1 && word.parts[0].kind == shell::PartKind::literal &&
         word.parts[0].text == text;
}

bool between_descriptors(const Redirection& redirection) {
  const bool duplicates = redirection.op == RedirectOp::duplicate_output;
  return duplicates && (is_literal(redirection.target, "1") || is_literal(redirection.target, "2"));
}

bool into_nothing(const Redirection& redirection) {
  const RedirectOp op = redirection.op;
  const bool writes = op == RedirectOp::output || op == RedirectOp::append ||
                      op == RedirectOp::both || op == RedirectOp::both_append;
  return writes && is_literal(redirection.target, "/dev/null");
}

bool redirects(const Node& node) {
  return std::any_of(node.redirections.begin(), node.redirections.end(), [](const auto& one) {
    return !between_descriptors(one) && !into_nothing(one);
  });
}

// Builtins that change which program a later word names, or what that program loads.
bool changes_shell(const Node& node) {
  static constexpr std::string_view builtins[] = {
      "alias",   "unalias", "hash",    "enable", "source",   ".",    "eval",    "exec",
      "export",  "declare", "typeset", "local",  "readonly", "read", "mapfile", "readarray",
      "getopts", "shopt",   "set",     "trap",   "unset",    "let",  "builtin", "command"};
  if (node.words.empty()) return !node.assignments.empty();
  const shell::Word& first = node.words.front();
  if (is_literal(first, "printf"))
    return std::any_of(node.words.begin(), node.words.end(),
                       [](const shell::Word& word) { return is_literal(word, "-v"); });
  return std::any_of(std::begin(builtins), std::end(builtins),
                     [&](std::string_view name) { return is_literal(first, name); });
}

// ${x:=value} assigns while it is read.
bool assigns_inside(shell::Seq<shell::Part> parts) {
  return std::any_of(parts.begin(), parts.end(), [](const shell::Part& part) {
    const bool assigns =
        part.parameter != nullptr && part.parameter->op == shell::ParameterOp::assign_default;
    return assigns || part.kind == shell::PartKind::arithmetic || assigns_inside(part.parts);
  });
}

// Looks for the simple command of one action in the call's own text. A waiver is for plain calls:
// whatever may change what a word means there waives nothing.
class Search {
 public:
  explicit Search(Span wanted) : wanted_(wanted) {}

  void visit(const List* list, bool plain) {
    if (list == nullptr) return;
    for (const shell::ListItem& item : list->items) visit(*item.node, plain);
  }
  bool found() const { return found_ && !disturbed_; }

 private:
  // `plain`: nothing around the node redirects its input or output.
  void visit(const Node& node, bool plain) {
    plain = plain && !redirects(node);
    disturbed_ = disturbed_ || disturbs(node);
    if (node.kind == NodeKind::simple) return consider(node, plain);
    for (std::size_t i = 0; i < node.children.size(); ++i)
      visit(*node.children[i], plain && i == 0);
    for (const shell::IfArm& arm : node.arms) {
      visit(arm.condition, plain);
      visit(arm.body, plain);
    }
    for (const shell::CaseArm& arm : node.cases) visit(arm.body, plain);
    visit(node.condition, plain);
    visit(node.body, plain);
  }
  static bool disturbs(const Node& node) {
    switch (node.kind) {
      case NodeKind::function:
      case NodeKind::for_loop:
      case NodeKind::select_loop:
      case NodeKind::for_arith:
      case NodeKind::arithmetic:
        return true;
      case NodeKind::simple:
        return changes_shell(node) ||
               std::any_of(node.words.begin(), node.words.end(),
                           [](const shell::Word& word) { return assigns_inside(word.parts); });
      default:
        return false;
    }
  }
  void consider(const Node& node, bool plain) {
    if (node.words.empty() || !plain || !node.assignments.empty()) return;
    const Span words{node.span.source, node.words.front().span.begin, node.words.back().span.end};
    found_ = found_ || node.span == wanted_ || words == wanted_;
  }

  Span wanted_;
  bool found_ = false;
  bool disturbed_ = false;
};

bool is_below(std::string_view path, std::string_view folder) {
  if (folder.empty() || !path.starts_with(folder)) return false;
  return path.size() == folder.size() || folder.back() == '/' || path[folder.size()] == '/';
}

}  // namespace

bool is_whole(const Call& call, const Analysis& analysis, const Action& action) {
  if (call.kind != ToolKind::shell || !analysis.error.empty() || !analysis.tree.ok()) return false;
  if (!action.carriers.empty() || action.place != Place::local || action.span.source != 0 ||
      action.argv.empty() || !is_below(action.cwd, call.cwd)) {
    return false;
  }
  const bool known = std::all_of(action.argv.begin(), action.argv.end(),
                                 [](const Argument& word) { return word.exact() && !word.glob; });
  if (!known) return false;
  Search search(action.span);
  search.visit(analysis.tree.root, true);
  return search.found();
}

}  // namespace gavel::rules
