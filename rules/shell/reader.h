// The recursive-descent reader behind parse(): one method for each rule of the grammar in
// parser.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rules/shell/ast.h"
#include "rules/shell/cursor.h"
#include "rules/shell/keyword.h"
#include "rules/shell/parser.h"
#include "rules/shell/scratch.h"

namespace gavel::shell {

// How an unquoted word is read; the default is what [[ ]] and case patterns want.
struct WordStyle {
  bool braces = false;      // {a,b} is expanded
  bool assignment = false;  // the value of an assignment: ~ also counts after ':'
  bool command = false;     // the first word of a command: `f@()` defines a function
  bool argument = false;    // a=~ counts as in an assignment
  bool regex = false;       // `(` and `|` are left to the caller
};

// Text up to a closing byte rather than up to a blank: ${..WORD}, [..], @(..), arithmetic.
struct Enclosure {
  char open = 0;            // where it nests: this byte asks for one more `close`
  char close = 0;           // 0: up to the end of the window
  char delimiter = 0;       // ends it too, outside of nested parentheses
  bool quoted = false;      // expanded as within double quotes
  bool arithmetic = false;  // a delimiter ':' may belong to `? :`
  bool loose = false;       // ' and < are ordinary: the extent is already known
  bool verbatim = false;    // of ${x-...} in quotes: backticks in quotes keep a backslash before "
  bool keeps_ansi = false;  // in double quotes, and yet what $'...' stands for stays quoted
};

// enclosed: outside of double quotes, but inside of ${...}, [...] or a pattern's parentheses.
enum class Quoting : std::uint8_t { none, enclosed, double_quotes, heredoc };

// The second `$` of the next `$$(` or `$${` from `from` on; npos if there is none.
std::size_t find_brackets(std::string_view raw, std::size_t from);

class Reader : private Cursor {
 public:
  Reader(Tree& tree, Scratch& scratch, std::uint32_t source, int depth, const Limits& limits);
  // For a stretch of the source that `outer` reads, nothing of what stands around it being known.
  Reader(const Reader& outer, Scratch& scratch, std::uint32_t begin, std::uint32_t end);

  // The whole source. Total: from the first command that cannot be read on, an Opaque node.
  const List* read_all();

 private:
  class Nest;       // one level of depth, for as long as it lives
  class WordState;  // what is known of the word being read; words nest

  // reader.cpp: failure, blanks, newlines, keywords, nodes
  bool fail(std::string_view why);
  bool doubt(std::string_view why);
  bool fail_as(const Reader& inner);
  std::string_view unexpected();
  bool finish_text();
  void skip_blanks();
  void skip_comment();
  bool skip_newlines();
  bool read_newline();
  Keyword peek_keyword();
  bool accept_keyword(Keyword keyword);
  bool expect_keyword(Keyword keyword);
  enum class Trial : std::uint8_t { no, yes, doubtful };
  Trial try_newer_substitution();
  bool is_broken(std::uint32_t begin, Quoting quoting);
  bool push_broken(std::uint32_t begin, std::uint32_t close);
  std::uint32_t try_brackets(std::uint32_t from, std::uint32_t end);
  template <class Read>
  Trial attempt(std::uint32_t from, std::uint32_t end, Read read);
  Span span_from(std::uint32_t begin) const { return {source_, begin, pos_}; }
  Node* make_node(NodeKind kind, std::uint32_t begin);
  const List* make_list(std::uint32_t begin, const Node* only);
  std::string_view without_continuations(std::uint32_t begin, std::uint32_t end);
  void count(std::uint64_t bytes) { tree_.work += bytes; }

  // list.cpp
  bool read_items(std::size_t mark);
  const List* read_list();
  const List* read_filled_list();
  bool at_list_end();
  bool read_connector(Connector& connector);
  bool loses_semicolon(bool unprinted, bool semicolon, Connector connector);

  // reprint.cpp
  bool check_early_end(const Node& node);
  bool close_early(std::uint32_t from);
  bool stays_quoteless();
  bool push_merged(const Node& before, const Node& after);
  void push_reprinted(const Node& node);
  bool push_as_arguments(const Node& node);
  void push_bare(std::string_view text, Span span);
  void push_coprocess(const Node& node);
  void push_unknown(Span span);
  void push_merged_assignment(const Assignment& assignment);

  // list.cpp
  const Node* read_pipeline();
  bool read_prefixes(Node& pipeline);
  bool begins_substitution(std::uint32_t at);
  const Node* finish_pipeline(Node* prefixed, std::size_t mark, std::uint32_t begin);
  const Node* read_command();
  const Node* opaque(std::uint32_t begin);

  // simple.cpp
  const Node* read_simple();
  bool read_member(std::size_t words, bool& declares);
  // assignment.cpp
  bool at_declared_array();
  bool read_declared_array(int argument);
  bool read_assignment_or_word(bool& assigned);
  void push_subscripted(std::uint32_t begin, const Assignment& assignment);
  bool read_value(Assignment& assignment);
  bool read_array(Assignment& assignment);
  bool read_element();
  bool read_subscript(const Word*& subscript, char end = 0);
  std::uint32_t name_end(std::uint32_t from);
  // deferred.cpp
  const List* keep_deferred(const List* body);
  bool push_deferred(std::uint32_t begin, List* outer, const Word* subscript, Seq<Part> value);
  bool expose(Span stretch, std::vector<std::uint32_t>& ticks);
  bool expose_backticks(Span whole, const std::vector<std::uint32_t>& ticks, bool flips);
  void push_exposed(List& list, std::size_t mark, std::uint32_t begin);

  // redirection.cpp
  bool at_redirection();
  bool at_process_substitution();
  std::uint32_t fd_prefix_end();
  bool read_redirection();
  bool read_fd(Redirection& to);
  bool read_redirect_operator(Redirection& to);
  bool read_redirect_target(Redirection& to);
  std::span<Redirection> take_redirections(std::size_t mark);
  bool read_redirections(Node& node);

  // heredoc.cpp
  bool read_pending_heredocs();
  bool read_heredoc_word(Redirection& to);
  bool push_raw_double_quoted(const Part& part);
  bool read_heredoc_body(Redirection& redirection);
  bool expand_heredoc_body(Redirection& redirection, std::uint32_t begin, std::uint32_t end);
  bool expand_with(Reader& reader, Redirection& redirection);
  void push_broken_expansion();
  bool expand_rewritten_body(Redirection& redirection, std::uint32_t begin, std::uint32_t end);
  bool find_heredoc_end(const Redirection& redirection, std::string_view delimiter,
                        std::uint32_t& body_end, bool& rewrites);
  bool closes_line() const;
  bool read_unfinished_heredocs();

  // compound.cpp, loop.cpp, function.cpp, condition.cpp
  const Node* read_compound(Keyword keyword);
  const Node* read_parenthesis();
  bool doubles_bytes(std::uint32_t from, std::uint32_t to);
  const Node* read_subshell();
  const Node* read_group();
  const Node* read_arithmetic_command(std::uint32_t begin, std::uint32_t close);
  const Node* read_if();
  const Node* read_case();
  bool read_case_arm();
  bool read_case_patterns();
  const Node* read_while(bool until);
  const Node* read_for(NodeKind kind);
  const Node* read_arithmetic_for(std::uint32_t begin);
  bool read_for_words(Node& node);
  const List* read_loop_body();
  const Node* read_function_keyword();
  const Node* read_function(std::uint32_t begin, Span name);
  const Node* read_function_body(std::uint32_t begin, Span name);
  const Node* read_body_command();
  bool at_parentheses();
  const Node* read_coproc();
  const Node* read_named_coproc(Node& node);
  const Node* finish_compound(Node* node);
  const Node* read_test();
  bool read_test_or();
  bool read_test_term();
  bool read_test_operand(bool regex);
  bool read_test_tail();
  void push_operator(std::uint32_t begin);
  bool read_regex(Word& word);

  // word.cpp
  bool read_word(const WordStyle& style, Word& word);
  bool read_word_parts(const WordStyle& style, std::size_t mark);
  bool read_word_special(const WordStyle& style, std::uint32_t& run);
  Seq<Part> finish_word(const WordStyle& style, std::size_t mark);
  void flush(std::uint32_t run);
  bool crosses(std::size_t mark);
  bool part_crosses(const Part& part);
  bool leaves_brackets(const Part& quoted);
  std::string without_substitutions(const Part& part) const;
  Part& push_part(PartKind kind, std::uint32_t begin, std::string_view text);
  void join_literals(std::size_t mark);
  // pattern.cpp
  bool at_extglob(std::uint32_t run, std::size_t mark, const WordStyle& style);
  bool read_extglob(std::uint32_t run);
  bool read_bracket(bool braces);
  bool runs_through_bracket(std::uint32_t at, bool braces) const;
  void split_tildes(const WordStyle& style, std::size_t mark);
  // brace.cpp
  bool resolve_braces(std::size_t mark);
  using Substitutions = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  void list_substitutions(Seq<Part> parts, Substitutions& out) const;
  bool pairs_otherwise(const Part& quoted, std::string* bare = nullptr);
  bool bares_brace(std::size_t mark);
  bool expand_braces(std::size_t from, std::size_t to, bool at_start);
  std::size_t find_brace_end(std::size_t open, std::size_t to, bool& list);
  bool push_brace(std::size_t open, std::size_t close, bool list, bool at_start);
  bool push_alternative(std::size_t from, std::size_t to, std::size_t close, bool at_start);
  bool push_sequence(std::size_t open, std::size_t close);
  bool ends_prefix(std::size_t close) const;
  void hide_tilde(Part& part);
  void unglue(Part& part);

  // quote.cpp
  bool read_escape();
  bool read_single_quotes();
  bool read_ansi_quotes();
  bool read_double_quotes();
  void look_behind_dollars(std::uint32_t from);
  bool read_quoted_text(Quoting quoting);
  bool closes_backtick();
  bool read_backticks(Quoting quoting);

  // dollar.cpp
  bool at_expansion();
  bool read_dollar(Quoting quoting);
  bool read_plain_parameter(std::uint32_t begin);
  bool read_dollar_parenthesis(std::uint32_t begin, Quoting quoting);
  bool read_substitution(PartKind kind, std::uint32_t begin, Quoting quoting);
  bool read_arithmetic(std::uint32_t begin, std::uint32_t close, std::uint32_t after);
  Seq<Part> read_window(std::uint32_t begin, std::uint32_t end, bool& ok);
  // skim.cpp
  std::uint32_t find_close(std::uint32_t from, char close);
  std::uint32_t skim_one(std::uint32_t at, bool dollar, std::string& closers);
  std::uint32_t skim_quotes(std::uint32_t at, char quote, bool escapes);
  std::uint32_t skim_substitution(std::uint32_t at);
  enum class Balance : std::uint8_t { no, yes, doubtful };
  Balance balance(std::uint32_t from, std::uint32_t to);
  std::uint32_t close_at_expansion(std::uint32_t from);
  bool may_end_elsewhere(PartKind kind, std::uint32_t open, std::uint32_t lexed);
  bool reads_alike(std::uint32_t from, std::uint32_t to);
  bool is_balanced(std::uint32_t from, std::uint32_t to);
  void leave_unprinted(std::uint32_t begin, std::uint32_t end);

  // enclosed.cpp
  bool read_enclosed(const Enclosure& enclosure);
  bool read_up_to(const Enclosure& enclosure);
  bool read_enclosed_special(const Enclosure& enclosure, std::uint32_t& run);
  bool read_enclosed_ansi(const Enclosure& enclosure);
  bool read_decoded(Enclosure enclosure, std::string text, Span span);
  bool read_enclosed_escape(const Enclosure& enclosure, std::uint32_t& run);
  bool read_paired_quotes(const Enclosure& enclosure);
  std::uint32_t find_quote(std::uint32_t from);
  bool read_enclosed_word(const Enclosure& enclosure, const Word*& word);

  // parameter.cpp
  bool read_parameter(std::uint32_t begin, Quoting quoting);
  bool read_parameter_prefix(Parameter& parameter);
  bool read_parameter_name(Parameter& parameter);
  bool read_parameter_subscript(Parameter& parameter);
  bool word_holds_close(std::uint32_t from);
  bool read_parameter_operator(Parameter& parameter, Quoting quoting);
  bool read_operator_word(Parameter& parameter, Quoting quoting);
  bool read_replacement(Parameter& parameter, Quoting quoting);
  bool read_substring(Parameter& parameter);
  bool read_transform(Parameter& parameter);
  void read_names_or_keys(Parameter& parameter);
  bool read_invalid(Parameter& parameter, Quoting quoting);
  bool read_newer_substitution();
  std::string_view read_name();

  Tree& tree_;
  Arena& arena_;
  Scratch& scratch_;
  const Limits limits_;
  const std::uint32_t source_;
  const int base_depth_;
  int depth_;
  std::size_t complete_ = 0;          // outermost items that are complete
  std::size_t complete_parts_ = 0;    // of the body of a here-document ...
  std::uint32_t complete_until_ = 0;  // ... and where the expansion being read starts
  std::uint32_t item_begin_ = 0;      // where the outermost item being read starts
  bool failed_ = false;
  bool doubtful_ = false;  // failed on a text that bash may well accept
  std::string_view why_;
  std::uint32_t failed_at_ = 0;

  bool joins_ = false;           // the current word holds adjacent literals to be joined
  bool tildes_ = false;          // the current word holds an unquoted ~
  int open_braces_ = 0;          // { marks in the current word
  std::size_t brace_steps_ = 0;  // looking for the ends of braces, in the current word
  std::size_t brace_limit_ = 0;
  std::uint32_t first_token_ = 0;  // where the current substitution starts
  bool substituted_ = false;       // inside $( ), <( ) or >( )
  // The innermost quote that was open when bash came here is a double one. What it passes over as
  // a pair of brackets there, `$'...'` included, it reads again with the quotes gone:
  // "$(c1 ${x-$'\x24(c2)'})" runs c2.
  bool dquoted_ = false;
  // Where the print of this substitution may end earlier than its text: from there on no quote
  // may stand. The largest offset: nowhere.
  std::uint32_t early_from_ = ~0u;
  bool rereads_ = false;   // `((` in such a place, and no arithmetic: commands read again
  bool verbatim_ = false;  // in quotes of such a word
  std::uint32_t verbatim_until_ = 0;  // in quotes: where such a stretch after `$$` ends
  char closer_ = 0;                   // what ends the innermost quotes or brackets around this
  bool uncertain_ = false;            // whether backticks keep that backslash is not known here
  bool in_backticks_ = false;         // a text that bash parses only when it runs it
  bool in_heredoc_ = false;           // in the body of a here-document, which nothing passes over
  int heredocs_ = 0;                  // how many such bodies stand around this
  bool in_array_ = false;             // in an element or a subscript: <( ) may be text there
  List* deferred_ = nullptr;          // of the first <( ) of that element
  bool exposing_ = false;             // reads $( ) of such a text
  bool trying_ = false;               // what is read is thrown away: a trial
  bool newer_ = false;                // reads as newer shells do: ${ commands; } is a substitution
  std::uint64_t tried_ = 0;           // steps that trials took
  bool skimming_ = false;             // only the extent matters; the tree is thrown away
  // Where what opened before (or, for `$(`, at) the key is closed.
  std::unordered_map<std::uint32_t, std::uint32_t> closes_;
  // What bash leaves out of its print of the substitutions skimmed so far: comments, and the `(` of
  // patterns. It counts parentheses in the print.
  std::map<std::uint32_t, std::uint32_t> unprinted_;
  std::set<std::uint32_t> moved_;  // bodies of here-documents with quotes, printed elsewhere
  // bash 5.2 prints what stands in $( ) and parses that again, and its printer loses the next `;`
  // after a here-document: $(cat <<E ... a; b) runs `a b`.
  bool heredoc_unprinted_ = false;     // one was read, and no connector since
  int loses_semicolon_ = 0;            // how many of them, once for each time it is printed
  int substitutions_ = 0;              // how many of them stand around this
  bool extglob_named_ = false;         // the text may switch extglob on
  std::size_t pending_base_ = 0;       // here-documents below belong to an outer list
  std::uint32_t jump_from_ = 0;        // a newline after which a body was already read ...
  std::uint32_t jump_to_ = 0;          // ... and where the text goes on; 0: none
  std::uint32_t undoubled_until_ = 0;  // up to here no byte that bash doubles in `((`
  std::uint32_t bracket_from_ = 0;     // no ']' between these two: keeps "[[[[" linear
  std::uint32_t bracket_until_ = 0;
};

class Reader::Nest {
 public:
  explicit Nest(Reader& reader) : reader_(reader) { ++reader_.depth_; }
  ~Nest() { --reader_.depth_; }
  Nest(const Nest&) = delete;
  Nest& operator=(const Nest&) = delete;
  // False, and the reader has failed, when the limit is passed.
  bool ok() const {
    return reader_.depth_ <= reader_.limits_.depth || reader_.doubt("nested too deeply");
  }

 private:
  Reader& reader_;
};

class Reader::WordState {
 public:
  explicit WordState(Reader& reader)
      : reader_(reader),
        joins_(reader.joins_),
        tildes_(reader.tildes_),
        open_braces_(reader.open_braces_) {
    reader.joins_ = reader.tildes_ = false;
    reader.open_braces_ = 0;
  }
  ~WordState() {
    reader_.joins_ = joins_;
    reader_.tildes_ = tildes_;
    reader_.open_braces_ = open_braces_;
  }
  WordState(const WordState&) = delete;
  WordState& operator=(const WordState&) = delete;

 private:
  Reader& reader_;
  const bool joins_;
  const bool tildes_;
  const int open_braces_;
};

}  // namespace gavel::shell
