// The grammar, as bash 5.2 reads it. Blanks, comments and backslash-newline may stand between
// tokens; a here-document's body is read at the newline token after its operator. Reserved words
// are recognised only where a command may start, and only when no part of them is quoted.
//
//   text        = list , end ;
//   list        = [ newlines ] , [ and_or , { separator , and_or } , [ separator ] ] ;
//   separator   = ( ";" | "&" | newline ) , [ newlines ] ;
//   and_or      = pipeline , { ( "&&" | "||" ) , [ newlines ] , pipeline } ;
//   pipeline    = { "!" | "time" , [ "-p" ] , [ "--" ] } , [ command , { pipe , command } ] ;
//   pipe        = ( "|" | "|&" ) , [ newlines ] ;
//   command     = simple | compound , { redirection } | function | coproc ;
//   simple      = { assignment | redirection } , [ word , { word | redirection | array } ] ;
//   compound    = "(" list ")" | "{" list "}" | "((" arithmetic "))" | "[[" test "]]"
//               | "if" list "then" list { "elif" list "then" list } [ "else" list ] "fi"
//               | ( "while" | "until" ) list "do" list "done"
//               | ( "for" | "select" ) name [ newlines ] [ "in" { word } ] [ ";" ]
//                 [ newlines ] body
//               | "for" "((" arithmetic "))" [ ";" ] [ newlines ] body
//               | "case" word [ newlines ] "in" [ newlines ] { arm } "esac" ;
//   body        = "do" list "done" | "{" list "}" ;
//   arm         = [ "(" ] word { "|" word } ")" list [ ";;" | ";&" | ";;&" ] [ newlines ] ;
//   function    = word "(" ")" [ newlines ] compound , { redirection }
//               | "function" word [ "(" ")" ] [ newlines ] compound , { redirection } ;
//   coproc      = "coproc" , ( [ name ] , compound , { redirection } | simple ) ;
//   test        = and_test { "||" and_test } ;      and_test = term { "&&" term } ;
//   term        = "!" term | "(" test ")" | unary word | word [ binary word ] ;
//   assignment  = name , [ "[" enclosed "]" ] , ( "=" | "+=" ) , ( word | array ) ;
//   array       = "(" { [ "[" enclosed "]" ( "=" | "+=" ) ] word | newline } ")" ;
//   redirection = [ digits | "{" name "}" ] , operator , word | operator "-" ;
//   word        = { literal | "\" byte | "'" ... "'" | "$'" ... "'" | [ "$" ] '"' { quoted } '"'
//               | dollar | "`" ... "`" | ( "<(" | ">(" ) list ")" | glob | extglob | brace | tilde
//               } ;
//   quoted      = literal | "\" byte | dollar | "`" ... "`" ;
//   dollar      = "$" name | "$" special | "${" parameter "}" | "$(" list ")"
//               | "$((" arithmetic "))" | "$[" arithmetic "]" ;
//   parameter   = [ "#" | "!" ] name [ "[" enclosed "]" ] [ operator enclosed ] ;
//
// Refused on purpose, though bash accepts it, is what it reads in two ways, or what may mean
// commands to another shell (Reader::doubt; the words are those of the message):
//   `${ command; }` is a substitution to newer shells only; a bad one if it holds no commands.
//   `!(` is a pattern or a negated subshell, where the text names extglob.
//   Here-documents: a newline, a backslash among expansions, a lone last backslash, another
//     here-document or what bash prints otherwise in the delimiter; an end on a continued line
//     inside of $( ), or within a line before another body; none at all after a last backslash or
//     in the body of another one; a body that starts neither at the newline after its operator nor
//     at the one after its word; a newline in an array or a command that comes between; one in a
//     bad substitution.
//   Process substitutions of arrays: bodies of here-documents that hold more than one pair of
//     backticks, or $( ) with arrays of that kind again.
//   `$((` may be arithmetic or a substitution, when the body of a here-document in it holds
//     parentheses or quotes; `$((` and `((` end elsewhere, when comments or the patterns of case
//     hold parentheses and quotes follow.
//   What $'...' stands for is read again, when it holds quotes, brackets or expansions and stands
//     in brackets in double quotes or in arithmetic.
//   Quotes that brackets after `$$` may swallow: `"$$(`, closed behind the quotes, and then `'` and
//     an expansion, or backticks with an escaped quote.
//   An escaped quote in backticks in quotes, within the message of ${x?} in quotes or "$[ ]".
//   Quotes within quotes in a word with braces, when what they bare to the search for braces could
//     be a part of one; too many unclosed braces.
//   A `}` in the subscript of a parameter with a `]` behind it; `[` or `#` right after an array.
//   What bash 5.2 prints otherwise inside of $( ), <( ) and >( ), and runs as it printed it: a
//     reserved word after a redirection; a quoted target of `>&` that means something else without
//     its quotes; a case after a `;` that its printer loses behind a here-document; the pattern of
//     a case after `! time` that ends the substitution, with quotes behind it.
//   `((` that ends as a subshell and holds the bytes 1 or 127, which bash doubles there.
//   A backslash at the end of the text whose last newline may stand in quotes.
//   A file descriptor above 2^31-1; more than Limits allows; a NUL byte.
//
// Not refused is what bash finds to be no shell only when it runs it: in backticks, in `$((` that
// is no arithmetic and in the bodies of here-documents an Opaque node without Trouble stands for
// the rest from the error on.
#include "rules/shell/parser.h"

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

constexpr std::string_view too_long = "longer than the longest command Linux accepts";
constexpr std::string_view holds_nul = "holds a NUL byte";
constexpr std::string_view nested = "nested too deeply";

std::string_view refusal(const std::string& text, int depth, const Limits& limits) {
  if (text.size() > limits.bytes) return too_long;
  if (text.find('\0') != std::string::npos) return holds_nul;
  if (depth > limits.depth) return nested;
  return {};
}

const List* refuse(Tree& tree, std::uint32_t source, std::string_view why) {
  const Span span{source, 0, static_cast<std::uint32_t>(tree.source(source).text.size())};
  Node* node = tree.arena().make<Node>();
  node->span = span;
  node->why = why;
  const ListItem item{node, Connector::end};
  List* list = tree.arena().make<List>();
  list->span = span;
  list->items = tree.arena().copy(std::span<const ListItem>(&item, 1));
  tree.troubles.push_back({span, why});
  return list;
}

}  // namespace

const List* Reader::read_all() {
  const Scratch::Marks marks = scratch_.marks();
  const std::size_t mark = scratch_.items.size();
  complete_ = mark;
  if (read_items(mark)) finish_text();
  if (failed_) {
    // Stacks above the complete items hold fragments of the rule that failed.
    scratch_.items.cut(complete_);
    scratch_.cut_others(marks);
    if (complete_ > mark && scratch_.items.back().after == Connector::end) {
      scratch_.items.back().after = Connector::then;
    }
    scratch_.items.push({opaque(item_begin_), Connector::end});
  }
  List* list = arena_.make<List>();
  list->items = scratch_.items.take(arena_, mark);
  list->span = {source_, 0, end_};
  return list;
}

// After the last item: nothing may be left but here-documents that the end of the text closes.
bool Reader::finish_text() {
  item_begin_ = pos_;
  if (pos_ < end_) return fail(unexpected());
  if (scratch_.pending.size() > pending_base_ && !read_pending_heredocs()) return false;
  return jump_to_ == 0 || doubt("a here-document inside a word is not read where it starts");
}

std::string_view Reader::unexpected() {
  switch (peek()) {
    case ')':
      return "unexpected `)`";
    case '(':
      return "unexpected `(`";
    case ';':
      return "unexpected `;`";
    case '&':
      return "unexpected `&`";
    case '|':
      return "unexpected `|`";
    case none:
      return "the text ends too early";
    default:
      return is_closing(peek_keyword()) ? "unexpected reserved word" : "unexpected word";
  }
}

const List* parse_child(Tree& tree, Source source, int depth, Limits limits) {
  const std::uint32_t id = tree.add_source(std::move(source));
  const std::string_view why = refusal(tree.source(id).text, depth, limits);
  if (!why.empty()) return refuse(tree, id, why);
  Scratch scratch;
  Reader reader(tree, scratch, id, depth, limits);
  return reader.read_all();
}

Tree parse(std::string text, Limits limits) {
  Tree tree;
  tree.root = parse_child(tree, {std::move(text), SourceKind::call, std::nullopt, {}}, 0, limits);
  return tree;
}

}  // namespace gavel::shell
