// Splits a command line into subcommand, flags and operands as the program itself would.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/commands/spec.h"
#include "rules/model/argument.h"

namespace gavel::commands {

struct UsedFlag {
  std::string name;            // in full: --recurs is "--recursive"
  const Flag* flag = nullptr;  // nullptr when not described
  std::optional<Argument> value;
  std::size_t index = 0;        // of the word that holds the flag
  std::size_t value_index = 0;  // of the word that holds the value
};

struct Operand {
  Argument word;
  std::size_t index = 0;
};

struct Reading {
  std::vector<const Spec*> path;  // program, subcommand, its subcommand ...; never empty
  std::string subcommand;         // canonical words, joined by spaces
  bool unlisted = false;          // the subcommand is not described
  std::vector<UsedFlag> flags;
  std::vector<Operand> operands;
  const std::vector<Role>* roles = nullptr;  // of the operands
  bool supplied_first = false;               // a flag took the first operand's place
  bool uncertain = false;                    // a word that is not known yet could be a flag
  bool help = false;
  bool dry_run = false;
  std::size_t operands_end = 0;  // index after "--"; 0 when there is none

  const Spec& spec() const { return *path.back(); }
  bool has(std::string_view name) const;
  bool has_any(std::initializer_list<std::string_view> names) const;
  const Argument* value(std::string_view name) const;  // of its last use
};

// Total. PRE: argv is not empty. Words from `first` on are read.
Reading read_words(const Spec& spec, std::span<const Argument> argv, std::size_t first = 1);

// The role of operand `index` of `count`; nullptr when no role speaks of it.
const Role* role_of(const std::vector<Role>& roles, std::size_t index, std::size_t count);

// The end of `word` from byte `from` on, as a word of its own.
Argument tail_of(const Argument& word, std::size_t from);

}  // namespace gavel::commands
