// Every simple command a tree shows, at any depth, with what is known of its words.
#pragma once

#include <string>
#include <vector>

#include "rules/shell/ast.h"
#include "tests/differential/bash.h"

namespace gavel::differential {

// One word as it may come out: its text, exactly one unknown word, or any number of words.
struct Shape {
  enum class Kind { exact, one, many } kind = Kind::many;
  std::string text;
  bool quoted = false;  // a part stood in quotes: never no word at all
};

using Command = std::vector<Shape>;

std::vector<Command> seen_commands(const shell::Tree& tree);

bool covers(const Command& command, const Argv& argv);

}  // namespace gavel::differential
