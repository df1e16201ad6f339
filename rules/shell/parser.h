// Turns bash text into a tree; what it cannot read is an Opaque node and a Trouble, never silence.
// What is no shell in backticks, which bash parses only when it runs them, is an Opaque node alone.
#pragma once

#include <cstddef>
#include <string>

#include "rules/shell/ast.h"

namespace gavel::shell {

struct Limits {
  std::size_t bytes = 131'071;  // the longest single argument Linux accepts (MAX_ARG_STRLEN - 1)
  int depth = 64;               // nested constructs of any kind
};

// Parses a whole text as source 0. Total: over a cap the tree is one Opaque node.
Tree parse(std::string text, Limits limits = {});

// Parses a further text (the argument of sh -c, a script) into the same tree as a child source.
// `depth` counts the nesting so far, so that nested texts share one bound.
const List* parse_child(Tree& tree, Source source, int depth, Limits limits = {});

}  // namespace gavel::shell
