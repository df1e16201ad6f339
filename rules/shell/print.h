// Turns trees into text: a form to read, and bash again.
#pragma once

#include <string>

#include "rules/shell/ast.h"

namespace gavel::shell {

// One node, word or part a line, indented by nesting; without spans, so that two texts of the same
// meaning give the same dump. Control bytes are escaped. For people, `gavel explain` and tests.
std::string dump(const Tree& tree);

// Bash text that parses to a tree with the same dump and means the same to bash. PRE: tree.ok();
// what is opaque is printed as it was written.
std::string to_bash(const Tree& tree);
std::string to_bash(const Tree& tree, const Node& node);

}  // namespace gavel::shell
