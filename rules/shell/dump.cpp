// The tree in indented lines.
#include <array>

#include "rules/shell/print.h"

namespace gavel::shell {
namespace {

// INVARIANT: in the order of the enumerations in ast.h.
constexpr std::array<std::string_view, 14> part_names = {
    "literal",    "escaped",    "single",      "ansi", "double",  "parameter", "command",
    "arithmetic", "process-in", "process-out", "glob", "extglob", "brace",     "tilde"};
constexpr std::array<std::string_view, 16> op_names = {
    "",          "length",      "indirect",    "names",         "keys",          "default",
    "assign",    "error",       "alternative", "remove-prefix", "remove-suffix", "replace",
    "substring", "change-case", "transform"};
constexpr std::array<std::string_view, 15> node_names = {
    "simple", "pipeline", "subshell", "group",  "if",   "while",      "for",   "for-arithmetic",
    "select", "case",     "function", "coproc", "test", "arithmetic", "opaque"};
constexpr std::array<std::string_view, 11> redirect_names = {"<",  ">",  ">>",  ">|", "<>", "<&",
                                                             ">&", "&>", "&>>", "<<", "<<<"};
constexpr std::array<std::string_view, 5> connector_names = {"", "", " &", " &&", " ||"};
constexpr std::array<std::string_view, 3> terminators = {";;", ";&", ";;&"};

template <class Names, class Enum>
std::string_view name_in(const Names& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\\') {
      out += "\\\\";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += hex[byte >> 4];
      out += hex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "'";
}

class Dumper {
 public:
  explicit Dumper(const Tree& tree) : tree_(tree) {}

  void list(const List& list);
  std::string take() { return std::move(out_); }

 private:
  void line(std::string_view text) {
    out_.append(static_cast<std::size_t>(2 * depth_), ' ');
    out_ += text;
    out_ += '\n';
  }
  template <class Body>
  void nested(std::string_view heading, Body body) {
    line(heading);
    ++depth_;
    body();
    --depth_;
  }
  void labelled(std::string_view heading, const List& body) {
    nested(heading, [&] { list(body); });
  }
  void node(const Node& node, Connector after);
  void members(const Node& node);
  void word(std::string_view heading, const Word& word);
  void parts(Seq<Part> parts);
  void part(const Part& part);
  void parameter(const Part& part);
  void assignment(const Assignment& assignment);
  void redirection(const Redirection& redirection);
  std::string heading_of(const Node& node) const;

  const Tree& tree_;
  std::string out_;
  int depth_ = 0;
};

void Dumper::list(const List& list) {
  for (const ListItem& item : list.items) node(*item.node, item.after);
}

std::string Dumper::heading_of(const Node& node) const {
  std::string text(name_in(node_names, node.kind));
  if (node.kind == NodeKind::while_loop && node.negated) text = "until";
  if (node.kind == NodeKind::pipeline) {
    if (node.timed) text += node.implicit ? " time -p" : " time";
    if (node.negated) text += " !";
  } else if (node.implicit) {
    text += node.kind == NodeKind::simple ? " merged" : " without-in";
  }
  if (!node.name.empty()) text += " " + quoted(node.name);
  if (node.kind == NodeKind::opaque) {
    text += " " + quoted(tree_.text(node.span)) + " because " + std::string(node.why);
  }
  return text;
}

void Dumper::node(const Node& node, Connector after) {
  nested(heading_of(node) + std::string(name_in(connector_names, after)), [&] { members(node); });
}

void Dumper::members(const Node& node) {
  for (const Assignment& each : node.assignments) assignment(each);
  for (const Word& each : node.words) word("word", each);
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) line(node.pipe_both[i - 1] ? "|&" : "|");
    this->node(*node.children[i], Connector::end);
  }
  for (const IfArm& arm : node.arms) {
    if (arm.condition != nullptr) labelled("condition", *arm.condition);
    labelled(arm.condition != nullptr ? "then" : "else", *arm.body);
  }
  for (const CaseArm& arm : node.cases) {
    nested("arm " + std::string(terminators[arm.terminator]), [&] {
      for (const Word& pattern : arm.patterns) word("pattern", pattern);
      list(*arm.body);
    });
  }
  if (!node.parts.empty()) nested("expression", [&] { parts(node.parts); });
  if (node.condition != nullptr) labelled("condition", *node.condition);
  if (node.body != nullptr) labelled("body", *node.body);
  for (const Redirection& each : node.redirections) redirection(each);
}

void Dumper::word(std::string_view heading, const Word& word) {
  if (word.parts.size() == 1 && word.parts[0].kind == PartKind::literal) {
    line(std::string(heading) + " " + quoted(word.parts[0].text));
  } else if (word.parts.empty()) {
    line(std::string(heading) + " none");
  } else {
    nested(heading, [&] { parts(word.parts); });
  }
}

void Dumper::parts(Seq<Part> parts) {
  for (const Part& each : parts) part(each);
}

void Dumper::part(const Part& part) {
  std::string text(name_in(part_names, part.kind));
  if (part.kind == PartKind::parameter) return parameter(part);
  if (part.backtick) text += " backtick";
  if (part.sequence) text += " sequence";
  const bool valued = part.kind == PartKind::literal || part.kind == PartKind::escaped ||
                      part.kind == PartKind::single_quoted || part.kind == PartKind::ansi_quoted ||
                      part.kind == PartKind::glob || part.kind == PartKind::tilde;
  if (valued) text += " " + quoted(part.text);
  nested(text, [&] {
    parts(part.parts);
    for (const Word& each : part.words) word("word", each);
    if (part.body != nullptr) list(*part.body);
  });
}

void Dumper::parameter(const Part& part) {
  const Parameter& of = *part.parameter;
  std::string text = "parameter " + quoted(of.name);
  if (of.indirect) text += " indirect";
  if (of.op != ParameterOp::none) text += " " + std::string(name_in(op_names, of.op));
  if (of.colon) text += " colon";
  if (of.doubled) text += " doubled";
  if (of.letter != 0) text += std::string(" ") + of.letter;
  if (of.op == ParameterOp::transform) {
    text += of.transform == 0 ? " unknown" : std::string(" @") + of.transform;
  }
  if (of.anchor != 0) text += std::string(" anchor ") + of.anchor;
  nested(text, [&] {
    if (of.subscript != nullptr) word("subscript", *of.subscript);
    if (of.argument != nullptr) word("argument", *of.argument);
    if (of.replacement != nullptr) word("replacement", *of.replacement);
  });
}

void Dumper::assignment(const Assignment& assignment) {
  std::string text = "assignment " + quoted(assignment.name);
  if (assignment.append) text += " append";
  if (assignment.array) text += " array";
  if (assignment.argument >= 0) text += " argument " + std::to_string(assignment.argument);
  nested(text, [&] {
    if (assignment.subscript != nullptr) word("subscript", *assignment.subscript);
    if (!assignment.array) word("value", assignment.value);
    for (const Assignment::Element& element : assignment.elements) {
      if (element.subscript != nullptr) word("key", *element.subscript);
      word(element.append ? "appended" : "element", element.value);
    }
  });
}

void Dumper::redirection(const Redirection& redirection) {
  std::string text = "redirection ";
  if (redirection.fd >= 0) text += std::to_string(redirection.fd);
  if (!redirection.fd_variable.empty()) text += "{" + std::string(redirection.fd_variable) + "}";
  text += name_in(redirect_names, redirection.op);
  if (redirection.heredoc_strip) text += "-";
  if (redirection.heredoc_quoted) text += " quoted";
  nested(text, [&] {
    word(redirection.op == RedirectOp::heredoc ? "delimiter" : "target", redirection.target);
    if (redirection.op == RedirectOp::heredoc) word("text", redirection.body);
  });
}

}  // namespace

std::string dump(const Tree& tree) {
  Dumper dumper(tree);
  if (tree.root != nullptr) dumper.list(*tree.root);
  return dumper.take();
}

}  // namespace gavel::shell
