// What one program or subcommand does with its words, as data compiled from specs/*.json.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/model/action.h"
#include "rules/model/effect.h"

namespace gavel::commands {

// What a word means to the program that reads it.
struct Role {
  enum class Kind : std::uint8_t {
    word,        // nothing beyond itself: a mode, a number, a name
    text,        // data for people or a pattern: masked when patterns are matched
    effect,      // the target of `effect`
    argv,        // this and every further word are a command line
    shell,       // shell text
    program,     // a command that this program starts by itself; "program:commas" splits at commas
    library,     // a file that is loaded as code
    shell_rest,  // this and every further word, joined by spaces, are shell text
    code,        // code of language `argument`
    script,      // a file run as language `argument`; the further words are its arguments
    folder,      // the folder that relative paths start from
    at_file,     // data; "@FILE" and "key=@FILE" read FILE
    pair_file,   // "key=FILE": FILE is the target of `effect`
  };
  Kind kind = Kind::word;
  EffectKind effect = EffectKind::opaque;
  Traits traits;
  std::string argument;
  bool repeats = false;  // "role*": any number of words
};

// An effect that does not depend on one word. In `target`, {0} is the program, {1} {2} the
// operands, {*} all operands.
struct FixedEffect {
  EffectKind kind = EffectKind::opaque;
  std::string target;
  Traits traits;
};

struct Flag {
  enum class Sense : std::uint8_t { plain, help, dry_run };

  std::vector<std::string> names;  // "-o", "--output"
  std::optional<Role> value;       // absent: takes none
  std::uint8_t extra_values = 0;   // further words it takes: bwrap --bind FROM TO
  bool optional_value = false;     // only attached: -iSUFFIX, --color=WHEN
  Sense sense = Sense::plain;
  Traits traits;  // of every effect of this command
  std::vector<FixedEffect> effects;
  std::optional<std::vector<Role>> operands;  // what the operands mean when it is given
  bool ends_options = false;                  // what follows belongs to the code it names
  bool supplies_first = false;                // its value takes the first operand's place: grep -e
  bool reads_only = false;                    // the command changes nothing when it is given
  std::optional<Knowledge> knowledge;
  Marks stdout_marks;  // what the output is made of when it is given
};

// How a program finds its options.
enum class Style : std::uint8_t {
  gnu,    // -abc bundles, --long, unique prefixes of long options, options anywhere
  posix,  // the same, but the first operand ends the options
  go,     // -long and --long alike, no bundles, options anywhere
  words,  // no options at all
};

struct Spec {
  std::string name;  // canonical: the first of its names
  std::optional<Knowledge> knowledge;
  Style style = Style::gnu;
  std::vector<Flag> flags;
  std::vector<std::pair<std::string, std::size_t>> flag_names;  // sorted; index into flags
  std::vector<Role> operands;
  std::vector<FixedEffect> effects;
  std::vector<FixedEffect> defaults;                                  // when there is no operand
  std::vector<std::pair<std::string, std::size_t>> subcommand_names;  // sorted
  std::vector<std::unique_ptr<Spec>> subcommands;
  std::unique_ptr<Spec> otherwise;  // for subcommands that are not listed
  bool own_flags = false;           // its flags do not hold behind a subcommand
  bool filter = false;              // what flows in, and what it reads, flows out
  Marks stdout_marks;
  Place place = Place::local;  // of what it carries
  std::string refine;          // the function of programs.h that knows more

  const Flag* flag(std::string_view flag_name) const;
  const Spec* subcommand(std::string_view word) const;
};

struct Example {
  std::string command;
  std::string summary;  // see summary.h
  std::string where;    // "coreutils.json: /programs/cp/examples"
};

}  // namespace gavel::commands
