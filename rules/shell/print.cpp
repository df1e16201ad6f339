// Commands as bash text. Words are rebuilt from their parts, never copied, except for what bash
// itself keeps as text: here-document delimiters, function names, and backticks.
#include "rules/shell/print.h"

#include <utility>
#include <vector>

#include "rules/shell/keyword.h"
#include "rules/shell/printer.h"

namespace gavel::shell {
namespace {

std::string_view spelling_of(const Redirection& redirection) {
  switch (redirection.op) {
    case RedirectOp::input:
      return "<";
    case RedirectOp::output:
      return ">";
    case RedirectOp::append:
      return ">>";
    case RedirectOp::clobber:
      return ">|";
    case RedirectOp::read_write:
      return "<>";
    case RedirectOp::duplicate_input:
      return "<&";
    case RedirectOp::duplicate_output:
      return ">&";
    case RedirectOp::both:
      return "&>";
    case RedirectOp::both_append:
      return "&>>";
    case RedirectOp::heredoc:
      return redirection.heredoc_strip ? "<<-" : "<<";
    case RedirectOp::here_string:
      return "<<<";
  }
  return "";
}

std::string delimiter_of(const Redirection& redirection) {
  std::string text;
  for (const Part& part : redirection.target.parts) text += part.text;
  return text;
}

// True for what bash reads into its own print, which is not in the text.
bool merged(const List& list, std::size_t i) {
  return list.items[i].node->kind == NodeKind::simple && list.items[i].node->implicit;
}

// The reserved word that a word of a command looks like.
Keyword keyword(const Node& node, std::size_t i) {
  if (i >= node.words.size()) return Keyword::none;
  const Seq<Part> parts = node.words[i].parts;
  const bool bare = parts.size() == 1 && parts[0].kind == PartKind::literal;
  return bare ? keyword_of(parts[0].text) : Keyword::none;
}

// Whether what stands behind these words would belong to the last of them.
bool ends_broken(Seq<Word> words) {
  return !words.empty() && holds_broken(words.back());
}

// The item after the commands that bash makes of the coprocesses before them.
std::size_t after_coprocesses(const List& list, std::size_t i) {
  while (i < list.items.size() && merged(list, i) && list.items[i].node->name == coprocess_name)
    ++i;
  return i;
}

}  // namespace

// Bodies follow the line; a newline therefore takes the place of `;`.
void Printer::flush_heredocs() {
  out_ += '\n';
  for (const Redirection* redirection : std::exchange(heredocs_, {})) {
    if (redirection->heredoc_quoted) {
      for (const Part& part : redirection->body.parts) out_ += part.text;
    } else {
      open_.push_back(delimiter_of(*redirection));
      parts(redirection->body.parts, Place::heredoc);
      open_.pop_back();
    }
    if (!out_.ends_with('\n')) out_ += '\n';
    // Indented, so that inside the body of another here-document it does not end that one.
    if (redirection->heredoc_strip) out_ += '\t';
    for (const Part& part : redirection->target.parts) out_ += part.text;
    out_ += '\n';
  }
}

void Printer::list(const List& list) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const ListItem& item = list.items[i];
    if (merged(list, i)) continue;
    node(*item.node);
    switch (item.after) {
      case Connector::and_if:
        out_ += " && ";
        break;
      case Connector::or_if:
        out_ += " || ";
        break;
      case Connector::background:
        out_ += " &";
        if (heredocs_.empty()) out_ += ' ';
        end_line();
        break;
      case Connector::then:
      case Connector::end: {
        const std::size_t next = after_coprocesses(list, i + 1);
        if (next == list.items.size()) break;
        // In a substitution bash 5.2 may lose a `;`, see Reader::loses_semicolon.
        if (merged(list, next)) {
          out_ += "; ";
        } else if (heredocs_.empty()) {
          out_ += substitutions_ > 0 ? "\n" : "; ";
        }
        end_line();
        break;
      }
    }
  }
}

// A list in front of a reserved word.
void Printer::terminated(const List& list_) {
  list(list_);
  std::size_t last = list_.items.size();
  while (last > 0 && merged(list_, last - 1)) --last;
  const bool open = last == 0 || list_.items[last - 1].after != Connector::background;
  if (heredocs_.empty() && open) out_ += "; ";
  end_line();
}

// A list in front of `)`, with here-documents of its own.
void Printer::closed(const List& list_) {
  std::vector<const Redirection*> outer = std::exchange(heredocs_, {});
  // Right after `$(` bash 5.2 does not know `time`, see Reader::begins_substitution.
  const bool timed = !list_.items.empty() && list_.items[0].node->timed;
  if (timed) out_ += '\n';
  ++substitutions_;
  list(list_);
  --substitutions_;
  end_line();
  heredocs_ = std::move(outer);
  // A line of its own would end the here-document around this one; `E)` ends only the inner one.
  for (const std::string& delimiter : open_) {
    if (out_.ends_with("\n" + delimiter + "\n")) return out_.pop_back();
  }
}

void Printer::node(const Node& node) {
  switch (node.kind) {
    case NodeKind::simple:
      return simple(node);
    case NodeKind::pipeline:
      return pipeline(node);
    case NodeKind::opaque:
      out_ += tree_.text(node.span);
      return;
    case NodeKind::function:
    case NodeKind::coprocess:
      return function(node);
    default:
      compound(node);
  }
}

void Printer::simple(const Node& node) {
  bool first = true;
  const auto next = [&] {
    if (!first) out_ += ' ';
    first = false;
  };
  for (const Assignment& each : node.assignments) {
    if (each.argument >= 0) continue;
    next();
    assignment(each);
  }
  // After a redirection `if` is an ordinary word, and `!(` a pattern.
  const Seq<Part> head = node.words.empty() ? Seq<Part>() : node.words[0].parts;
  const bool reserved = keyword(node, 0) != Keyword::none;
  // `coproc c <f if` has no name, `coproc c if` has one.
  const bool named = starts_compound(keyword(node, 1));
  const bool negation =
      !head.empty() && head[0].kind == PartKind::extglob && head[0].text.starts_with('!');
  // Right after `$(` bash 5.2 takes `time` for a word, and would print what stands before it
  // behind.
  const bool opens = keyword(node, 0) == Keyword::kw_time && out_.ends_with("( ");
  const bool behind =
      ends_broken(node.words) || (first && !opens && (reserved || negation || named));
  if (behind) {
    for (const Redirection& each : node.redirections) {
      next();
      redirection(each);
    }
  }
  for (std::size_t i = 0; i < node.words.size(); ++i) {
    next();
    const Assignment* array = nullptr;
    for (const Assignment& each : node.assignments) {
      if (each.argument == static_cast<int>(i)) array = &each;
    }
    if (array != nullptr) {
      assignment(*array);
    } else {
      parts(node.words[i].parts, Place::bare);
    }
  }
  if (behind) return;
  for (const Redirection& each : node.redirections) {
    next();
    redirection(each);
  }
}

void Printer::pipeline(const Node& node) {
  if (node.timed) out_ += node.implicit ? "time -p -- " : "time -- ";
  if (node.negated) out_ += "! ";
  // Two negations cancel out, but they make a pipeline of one command.
  if (!node.negated && !node.timed && node.children.size() < 2) out_ += "! ! ";
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    if (i > 0) out_ += node.pipe_both[i - 1] ? " |& " : " | ";
    this->node(*node.children[i]);
  }
}

void Printer::compound(const Node& node) {
  switch (node.kind) {
    case NodeKind::subshell:
      out_ += "( ";
      list(*node.body);
      end_line();
      out_ += " )";
      break;
    case NodeKind::group:
      out_ += "{ ";
      terminated(*node.body);
      out_ += '}';
      break;
    case NodeKind::if_clause:
      if_clause(node);
      break;
    case NodeKind::case_clause:
      case_clause(node);
      break;
    case NodeKind::test:
      out_ += "[[ ";
      words(node.words);
      out_ += " ]]";
      break;
    case NodeKind::arithmetic:
      out_ += "((";
      parts(node.parts, Place::bare);
      out_ += "))";
      break;
    default:
      loop(node);
  }
  redirections(node);
}

void Printer::if_clause(const Node& node) {
  std::string_view keyword = "if ";
  for (const IfArm& arm : node.arms) {
    if (arm.condition != nullptr) {
      out_ += std::exchange(keyword, "elif ");
      terminated(*arm.condition);
      out_ += "then ";
    } else {
      out_ += "else ";
    }
    terminated(*arm.body);
  }
  out_ += "fi";
}

void Printer::loop(const Node& node) {
  if (node.kind == NodeKind::while_loop) {
    out_ += node.negated ? "until " : "while ";
    terminated(*node.condition);
  } else if (node.kind == NodeKind::for_arith) {
    out_ += "for ((";
    parts(node.parts, Place::bare);
    out_ += ")); ";
  } else {
    out_ += node.kind == NodeKind::for_loop ? "for " : "select ";
    out_ += node.name;
    if (!node.implicit) {
      out_ += " in ";
      words(node.words);
    }
    out_ += "; ";
  }
  out_ += "do ";
  terminated(*node.body);
  out_ += "done";
}

void Printer::case_clause(const Node& node) {
  out_ += "case ";
  words(node.words);
  out_ += " in ";
  for (const CaseArm& arm : node.cases) {
    out_ += '(';
    for (std::size_t i = 0; i < arm.patterns.size(); ++i) {
      if (i > 0) out_ += " | ";
      parts(arm.patterns[i].parts, Place::bare);
    }
    out_ += ") ";
    list(*arm.body);
    if (heredocs_.empty()) out_ += ' ';
    end_line();
    out_ += arm.terminator == 0 ? ";; " : arm.terminator == 1 ? ";& " : ";;& ";
  }
  out_ += "esac";
}

void Printer::function(const Node& node) {
  if (node.kind == NodeKind::function) {
    out_ += "function ";
    out_ += node.name;
    out_ += " () ";
  } else {
    out_ += "coproc ";
    out_ += node.name;
    if (!node.name.empty()) out_ += ' ';
  }
  list(*node.body);
}

void Printer::redirections(const Node& node) {
  for (const Redirection& each : node.redirections) {
    out_ += ' ';
    redirection(each);
  }
}

void Printer::redirection(const Redirection& redirection) {
  if (redirection.fd >= 0) out_ += std::to_string(redirection.fd);
  if (!redirection.fd_variable.empty()) out_ += "{" + std::string(redirection.fd_variable) + "}";
  out_ += spelling_of(redirection);
  if (redirection.op == RedirectOp::heredoc) {
    const std::string_view written = tree_.text(redirection.target.span);
    const bool apart = written.find_first_of("-\\<") == 0;  // not <<- or <<<
    if (apart) out_ += ' ';
    delimiter(written);
    heredocs_.push_back(&redirection);
  } else if (redirection.target.parts.empty()) {
    out_ += '-';
  } else {
    out_ += ' ';
    parts(redirection.target.parts, Place::bare);
  }
}

// As written, less the continuations, which bash removes before it looks at the word.
void Printer::delimiter(std::string_view written) {
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written.substr(i, 2) == "\\\n") {
      ++i;
    } else {
      out_ += written[i];
    }
  }
}

void Printer::assignment(const Assignment& assignment) {
  const auto subscript = [&](const Word* word) {
    if (word == nullptr) return;
    out_ += '[';
    parts(word->parts, Place::bare);
    out_ += ']';
  };
  out_ += assignment.name;
  subscript(assignment.subscript);
  out_ += assignment.append ? "+=" : "=";
  if (!assignment.array) return parts(assignment.value.parts, Place::bare);
  out_ += '(';
  bool first = true;
  for (const Assignment::Element& element : assignment.elements) {
    if (!first) out_ += ' ';
    first = false;
    subscript(element.subscript);
    if (element.subscript != nullptr) out_ += element.append ? "+=" : "=";
    parts(element.value.parts, Place::bare);
  }
  out_ += ')';
}

void Printer::words(Seq<Word> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out_ += ' ';
    parts(words[i].parts, Place::bare);
  }
}

std::string to_bash(const Tree& tree) {
  Printer printer(tree);
  if (tree.root != nullptr) printer.text(*tree.root);
  return printer.take();
}

std::string to_bash(const Tree& tree, const Node& node) {
  Printer printer(tree);
  printer.node(node);
  printer.end_line();
  return printer.take();
}

}  // namespace gavel::shell
