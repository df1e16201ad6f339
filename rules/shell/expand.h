// From a word of the tree to the arguments bash would make of it, as far as known before it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/model/argument.h"
#include "rules/shell/ast.h"

namespace gavel::shell {

// What a shell variable holds.
struct Value {
  Argument::Known known = Argument::Known::exact;
  std::string text;      // as in Argument
  bool set = true;       // false: known to be unset
  bool glob = false;     // `text` is a pattern; the value is one of the names that match it
  bool array = false;    // `elements` hold the value; unset elements are not there
  bool numeric = false;  // unknown, but made of digits
  Marks marks;
  std::string why;  // as in Argument
  std::vector<Argument> elements;
};

// What a command substitution prints, or the path a process substitution stands for.
struct Output {
  std::optional<std::string> text;  // exact, trailing newlines removed
  bool glob = false;                // `text` is a pattern that matches what is printed
  std::string stem;                 // without `text`: each line is a path that begins like this
  Marks marks;
};

// What a word's value depends on, and what its expansion does.
class Surroundings {
 public:
  virtual ~Surroundings() = default;

  virtual const Value* variable(std::string_view name) = 0;  // null: not known
  virtual const std::vector<Argument>* positional() = 0;     // [0] is $0; null: not known
  virtual std::string_view home() = 0;                       // empty: not known
  virtual std::string_view cwd() = 0;                        // empty: not known
  virtual std::string_view source(Span span) = 0;
  // $( ), backticks, <( ), >( ): the body is analysed here, each time the word is expanded.
  virtual Output substitute(const Part& part) = 0;
  // ${x:=word}
  virtual void assign(std::string_view name, Value value) = 0;
  // ${x@P}, and $((x)) where x holds a substitution: the value itself is expanded again.
  virtual void evaluate(const Value& value, Span span) = 0;
};

struct ExpandLimits {
  std::size_t words = 4096;     // per word of the tree
  std::size_t bytes = 262'144;  // per argument
};

struct Expansion {
  std::vector<Argument> words;
  bool over_cap = false;  // a limit was hit: the last word is unknown and splits
};

// Brace expansion, tilde, parameters, substitutions, field splitting, quote removal. Globs are
// kept as globs. An unknown that bash would split becomes one argument with `splits`.
Expansion expand(const Word& word, Surroundings& around, ExpandLimits limits = {});

// The same without braces and splitting: exactly one argument. For assignments, redirection
// targets, here-documents, the subject of case, the operands of [[ ]].
Argument expand_single(const Word& word, Surroundings& around, ExpandLimits limits = {});

// The arguments as a value, and back: what an assignment keeps.
Value value_of(const Argument& argument);

// An arithmetic expression: runs and assigns what bash would. Its value, where that is known.
std::optional<std::int64_t> evaluate_arithmetic(Seq<Part> parts, Surroundings& around);
// The same of a text that bash evaluates: an argument of let, the value of a declare -i.
std::optional<std::int64_t> evaluate_arithmetic(const Argument& text, Surroundings& around);
// What the values of the names in an arithmetic text run, where only that counts: a subscript.
void evaluate_names(std::string_view text, Span span, Surroundings& around);

// Runs what stands inside `parts` (substitutions, ${x:=y}) for its effects alone.
void expand_for_effect(Seq<Part> parts, Surroundings& around);

}  // namespace gavel::shell
