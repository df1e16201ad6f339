// The syntax tree of a bash text: move-only, owns its arena and every source it points into.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/model/span.h"
#include "rules/shell/arena.h"

namespace gavel::shell {

struct Node;
struct List;
struct Word;

template <class T>
using Seq = std::span<const T>;  // lives in the tree's arena

enum class PartKind : std::uint8_t {
  literal,        // unquoted text; `text` is the value, backslash-newline removed
  escaped,        // \c outside quotes; `text` is c: quoted, so never a glob, keyword or blank
  single_quoted,  // '...'; `text` is the value
  ansi_quoted,    // $'...'; `text` is the decoded value
  double_quoted,  // "..." and $"..."; `parts` (literal, parameter, command, arithmetic)
  parameter,      // $x ${x...}; `parameter`
  command,        // $(...) ${ ...;} and backticks; `body`
  arithmetic,     // $((...)) $[...]; `parts`: what is expanded inside
  process_in,     // <(...); `body`
  process_out,    // >(...); `body`
  glob,           // an active * ? [...] ; `text` is its spelling
  extglob,        // an active ?(..) *(..) +(..) @(..) !(..); `text` its spelling, `parts` inside
  brace,  // an active {a,b} or {1..3}; `words` are its alternatives (sequence: two or three)
  tilde,  // an active ~ or ~user; `text` is its spelling
};

enum class ParameterOp : std::uint8_t {
  none,             // $x ${x}
  length,           // ${#x}
  indirect,         // ${!x}
  names,            // ${!x*} ${!x@}
  keys,             // ${!x[@]} ${!x[*]}
  use_default,      // - and :-
  assign_default,   // = and :=  (changes the variable)
  error_if_unset,   // ? and :?
  use_alternative,  // + and :+
  remove_prefix,    // # ##
  remove_suffix,    // % %%
  replace,          // / // /# /%
  substring,        // :offset:length
  change_case,      // ^ ^^ , ,,
  transform,        // @Q @E @P @A @K @a @u @U @L  (`transform`; @P expands as a prompt: code);
                    // transform == 0: a value nobody can know; bash refuses ${x!y} at run time,
                    // and in $x{a,b} it reads $xa and $xb
};

struct Part;

struct Parameter {
  std::string_view name;  // variable name, or one of @ * # ? - $ ! or digits
  ParameterOp op = ParameterOp::none;
  bool colon = false;                 // :- := :? :+
  bool doubled = false;               // ## %% // ^^ ,,
  bool indirect = false;              // ${!x...} with a further operator
  char transform = 0;                 // the letter after @
  char letter = 0;                    // change_case: '^' ',' or '~' (toggles); names: '*' or '@'
  char anchor = 0;                    // '#' or '%' in ${x/#p/r} ${x/%p/r}
  const Word* subscript = nullptr;    // ${x[...]}
  const Word* argument = nullptr;     // the word after the operator; pattern for replace
  const Word* replacement = nullptr;  // ${x/p/r}; offset is `argument`, length is this
};

struct Part {
  PartKind kind = PartKind::literal;
  bool backtick = false;  // command: written with backticks, so `body` lies in a child source
  bool sequence = false;  // brace: {1..3}
  Span span;
  std::string_view text;
  Seq<Part> parts;
  Seq<Word> words;
  const Parameter* parameter = nullptr;
  const List* body = nullptr;
};

struct Word {
  Span span;
  Seq<Part> parts;  // empty for a word that is not there, e.g. the target of <&-
};

// name=value, name+=value, name[subscript]=value, name=(elements)
struct Assignment {
  Span span;
  std::string_view name;
  bool append = false;
  bool array = false;
  const Word* subscript = nullptr;
  Word value;  // !array
  struct Element {
    const Word* subscript = nullptr;  // [k]=v
    bool append = false;              // [k]+=v
    Word value;
  };
  Seq<Element> elements;  // array
  // declare x=(...): an array among the arguments of a declaring builtin. As in bash, the
  // assignment happens and words[argument] is only the name. -1: in front of the command.
  int argument = -1;
};

enum class RedirectOp : std::uint8_t {
  input,             // <
  output,            // >
  append,            // >>
  clobber,           // >|
  read_write,        // <>
  duplicate_input,   // <&
  duplicate_output,  // >&   (>&word where word is not a digit, digit-, or -: both to a file)
  both,              // &>
  both_append,       // &>>
  heredoc,           // << and <<-
  here_string,       // <<<
};

struct Redirection {
  Span span;
  RedirectOp op = RedirectOp::input;
  int fd = -1;                   // -1: the operator's own default
  std::string_view fd_variable;  // {name}>
  Word target;                   // heredoc: the delimiter as written
  bool heredoc_quoted = false;   // the delimiter was quoted: the body is not expanded
  bool heredoc_strip = false;    // <<-
  Word body;                     // heredoc: literal text and, unless quoted, its expansions
};

enum class NodeKind : std::uint8_t {
  simple,       // assignments, words and redirections
  pipeline,     // a | b; `children`
  subshell,     // ( list )
  group,        // { list; }
  if_clause,    // `arms`: condition and body; an else is an arm without condition
  while_loop,   // `condition`, `body`; `negated` for until
  for_loop,     // `name`, `words`, `body`; `implicit` when there is no `in`: "$@"
  for_arith,    // for ((..;..;..)); `parts`: expansions inside; `body`
  select_loop,  // as for_loop
  case_clause,  // `words[0]` the subject; `cases`
  function,     // `name`, `body` (one node: any compound command)
  coprocess,    // `name` (may be empty), `body`
  test,         // [[ ... ]]: `words` in order, operators as literal words
  arithmetic,   // (( ... )): `parts`: expansions inside
  opaque,       // not understood: `text` and `why`; may do anything
};

// The name bash gives a coprocess without one; `name` of the implicit command made from it.
inline constexpr std::string_view coprocess_name = "COPROC";

struct IfArm {
  const List* condition = nullptr;  // null for else
  const List* body = nullptr;
};

struct CaseArm {
  Seq<Word> patterns;
  const List* body = nullptr;
  std::uint8_t terminator = 0;  // 0 ;;  1 ;&  2 ;;&
};

struct Node {
  NodeKind kind = NodeKind::opaque;
  bool negated = false;  // pipeline: !   while_loop: until
  bool timed = false;    // pipeline: time
  // for_loop, select_loop: no `in`; pipeline: time -p; simple: not in the text, but what bash 5.2
  // runs in a substitution: see reprint.cpp
  bool implicit = false;
  Span span;
  std::string_view name;
  Span name_span;
  Seq<Assignment> assignments;
  Seq<Word> words;
  Seq<Redirection> redirections;  // of simple and of compound commands
  Seq<const Node*> children;      // pipeline
  Seq<bool> pipe_both;            // pipeline: child i is joined to i+1 by |&
  Seq<IfArm> arms;
  Seq<CaseArm> cases;
  Seq<Part> parts;
  const List* condition = nullptr;
  const List* body = nullptr;
  std::string_view why;  // opaque: why it was not understood
};

enum class Connector : std::uint8_t {
  end,
  then,
  background,
  and_if,
  or_if
};  // ; or newline, &, &&, ||

struct ListItem {
  const Node* node = nullptr;
  Connector after = Connector::end;  // what follows this item
};

struct List {
  Span span;
  Seq<ListItem> items;
};

// Where a source text came from.
enum class SourceKind : std::uint8_t { call, backtick, shell_text, script_file, alias, other };

struct Source {
  std::string text;
  SourceKind kind = SourceKind::call;
  std::optional<Span> parent;  // the stretch of another source this text was made from
  std::string name;            // script_file: its path
};

// What the parser could not read; there is one Opaque node for each.
struct Trouble {
  Span span;
  std::string_view why;  // static text
};

class Tree {
 public:
  Tree() = default;
  Tree(Tree&&) = default;
  Tree& operator=(Tree&&) = default;

  const List* root = nullptr;  // of source 0
  std::vector<Trouble> troubles;
  bool ok() const { return troubles.empty(); }
  std::uint64_t work = 0;  // steps the parser took: a measure of time that needs no clock

  Arena& arena() { return arena_; }
  const Source& source(std::uint32_t id) const { return sources_[id]; }
  std::uint32_t source_count() const { return static_cast<std::uint32_t>(sources_.size()); }
  // The source's address never changes: views into its text stay valid when the tree is moved.
  std::uint32_t add_source(Source source) {
    sources_.push_back(std::move(source));
    return static_cast<std::uint32_t>(sources_.size() - 1);
  }
  // Forgets the sources from `count` on. PRE: no node points into them.
  void drop_sources(std::uint32_t count) { sources_.resize(count); }
  std::string_view text(Span span) const {
    return std::string_view(sources_[span.source].text).substr(span.begin, span.end - span.begin);
  }

 private:
  Arena arena_;
  std::deque<Source> sources_;  // a deque moves without moving its elements
};

}  // namespace gavel::shell
