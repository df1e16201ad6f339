#include "tests/differential/seen.h"

namespace gavel::differential {
namespace {

using namespace gavel::shell;

class Walk {
 public:
  std::vector<Command> take() { return std::move(commands_); }

  void list(const List& list) {
    for (const ListItem& item : list.items) node(*item.node);
  }

 private:
  void node(const Node& node);
  void word(const Word& word) { parts(word.parts); }
  void parts(Seq<Part> parts);
  void optional(const List* body) {
    if (body != nullptr) list(*body);
  }
  void optional(const Word* body) {
    if (body != nullptr) word(*body);
  }

  std::vector<Command> commands_;
};

bool many_when_quoted(const Parameter& parameter) {
  const auto all = [](const Word* subscript) {
    return subscript != nullptr && subscript->parts.size() == 1 && subscript->parts[0].text == "@";
  };
  return parameter.name == "@" || all(parameter.subscript) || parameter.letter == '@' ||
         parameter.op == ParameterOp::indirect || parameter.indirect;
}

Shape quoted_shape(Seq<Part> parts) {
  Shape shape{Shape::Kind::exact, {}, true};
  for (const Part& part : parts) {
    if (part.kind == PartKind::literal) {
      shape.text += part.text;
    } else if (part.kind == PartKind::parameter && many_when_quoted(*part.parameter)) {
      return {};
    } else {
      shape.kind = Shape::Kind::one;
    }
    // A word inside ${x-..} may itself be "$@".
    if (part.kind == PartKind::parameter && part.parameter->argument != nullptr) return {};
  }
  return shape;
}

Shape shape_of_part(const Part& part) {
  switch (part.kind) {
    case PartKind::literal:
    case PartKind::escaped:
    case PartKind::single_quoted:
    case PartKind::ansi_quoted:
      return {Shape::Kind::exact, std::string(part.text), part.kind != PartKind::literal};
    case PartKind::double_quoted:
      return quoted_shape(part.parts);
    case PartKind::process_in:
    case PartKind::process_out:
      // Without a command it is nothing.
      if (part.body != nullptr && part.body->items.empty()) return {Shape::Kind::exact, {}};
      return {Shape::Kind::one, {}};
    case PartKind::tilde:
      return {Shape::Kind::one, {}};
    default:
      return {};
  }
}

// The shapes one word expands to: braces multiply it.
Command shapes_of(Seq<Part> parts) {
  Command shapes{{Shape::Kind::exact, {}}};
  for (const Part& part : parts) {
    Command pieces;
    if (part.kind == PartKind::brace && !part.sequence) {
      for (const Word& word : part.words) {
        for (Shape& shape : shapes_of(word.parts)) {
          pieces.push_back(std::move(shape));
        }
      }
    } else {
      pieces.push_back(shape_of_part(part));
    }
    Command joined;
    for (const Shape& left : shapes) {
      for (const Shape& right : pieces) {
        joined.push_back(
            {std::max(left.kind, right.kind), left.text + right.text, left.quoted || right.quoted});
      }
    }
    if (joined.size() > 64) return {Shape{}};
    shapes = std::move(joined);
  }
  return shapes;
}

// A word without text and quotes, such as one alternative of {a,}, is no word.
Command words_of(const Word& word) {
  Command shapes = shapes_of(word.parts);
  for (Shape& shape : shapes) {
    if (shape.kind == Shape::Kind::exact && shape.text.empty() && !shape.quoted) {
      shape.kind = Shape::Kind::many;
    }
    // {,b}~/x: what the empty alternative leaves is expanded.
    const bool exact = shape.kind == Shape::Kind::exact;
    if (exact && shapes.size() > 1 && shape.text.starts_with('~')) shape.kind = Shape::Kind::one;
  }
  return shapes;
}

void Walk::parts(Seq<Part> parts_) {
  for (const Part& part : parts_) {
    parts(part.parts);
    for (const Word& each : part.words) word(each);
    optional(part.body);
    if (part.parameter == nullptr) continue;
    optional(part.parameter->subscript);
    optional(part.parameter->argument);
    optional(part.parameter->replacement);
  }
}

void Walk::node(const Node& node_) {
  if (node_.kind == NodeKind::simple && !node_.words.empty()) {
    Command command;
    for (const Word& each : node_.words) {
      for (Shape& shape : words_of(each)) command.push_back(std::move(shape));
    }
    commands_.push_back(std::move(command));
  }
  for (const Assignment& each : node_.assignments) {
    optional(each.subscript);
    word(each.value);
    for (const Assignment::Element& element : each.elements) {
      optional(element.subscript);
      word(element.value);
    }
  }
  for (const Word& each : node_.words) word(each);
  for (const Redirection& each : node_.redirections) {
    word(each.target);
    word(each.body);
  }
  for (const Node* child : node_.children) node(*child);
  for (const IfArm& arm : node_.arms) {
    optional(arm.condition);
    optional(arm.body);
  }
  for (const CaseArm& arm : node_.cases) {
    for (const Word& pattern : arm.patterns) word(pattern);
    optional(arm.body);
  }
  parts(node_.parts);
  optional(node_.condition);
  optional(node_.body);
}

}  // namespace

std::vector<Command> seen_commands(const Tree& tree) {
  Walk walk;
  walk.list(*tree.root);
  return walk.take();
}

// Wildcard matching with one level of backtracking, as for `*` in a glob.
bool covers(const Command& command, const Argv& argv) {
  std::size_t shape = 0;
  std::size_t word = 0;
  std::size_t star = command.size();
  std::size_t star_word = 0;
  while (word < argv.size()) {
    const bool matches =
        shape < command.size() && command[shape].kind != Shape::Kind::many &&
        (command[shape].kind == Shape::Kind::one || command[shape].text == argv[word]);
    if (matches) {
      ++shape;
      ++word;
    } else if (shape < command.size() && command[shape].kind == Shape::Kind::many) {
      star = shape++;
      star_word = word;
    } else if (star < command.size()) {
      shape = star + 1;
      word = ++star_word;
    } else {
      return false;
    }
  }
  while (shape < command.size() && command[shape].kind == Shape::Kind::many) ++shape;
  return shape == command.size();
}

}  // namespace gavel::differential
