// ${...}: names, operators, and the words after them.
#include <algorithm>
#include <utility>

#include "rules/shell/reader.h"

namespace gavel::shell {
namespace {

constexpr std::string_view special_names = "@*#?-$!";
constexpr std::string_view transforms = "QEPAKakuUL";

struct OperatorRow {
  char letter;
  ParameterOp op;
  bool doubles;
};

constexpr OperatorRow operator_rows[] = {
    {'-', ParameterOp::use_default, false},    {'=', ParameterOp::assign_default, false},
    {'?', ParameterOp::error_if_unset, false}, {'+', ParameterOp::use_alternative, false},
    {'#', ParameterOp::remove_prefix, true},   {'%', ParameterOp::remove_suffix, true},
    {'/', ParameterOp::replace, true},         {'^', ParameterOp::change_case, true},
    {',', ParameterOp::change_case, true},     {'~', ParameterOp::change_case, true},
};

const OperatorRow* operator_of(int c) {
  for (const OperatorRow& row : operator_rows) {
    if (c == row.letter) return &row;
  }
  return nullptr;
}

bool is_special(int c) {
  return c >= 0 && special_names.find(static_cast<char>(c)) != std::string_view::npos;
}

bool quotes(Quoting quoting) {
  return quoting == Quoting::double_quotes || quoting == Quoting::heredoc;
}

// bash looks at single bytes to know that it is in the pattern of an operator: one that may also
// be an operator, in front of it, misleads it.
bool keeps_ansi(const Parameter& parameter) {
  return is(parameter.name.front(), name_rest) && parameter.subscript == nullptr &&
         parameter.letter != '~';
}

bool holds_close(const Word& subscript) {
  return std::any_of(subscript.parts.begin(), subscript.parts.end(), [](const Part& part) {
    return part.kind == PartKind::literal && part.text.find('}') != std::string_view::npos;
  });
}

// After these, quotes are quotes even inside of double quotes.
bool takes_pattern(ParameterOp op) {
  return op == ParameterOp::remove_prefix || op == ParameterOp::remove_suffix ||
         op == ParameterOp::replace || op == ParameterOp::change_case;
}

}  // namespace

std::string_view Reader::read_name() {
  const std::uint32_t begin = pos_;
  std::uint32_t end = pos_;
  while (is(peek(), name_rest)) end = ++pos_;
  pos_ = end;
  return without_continuations(begin, end);
}

// At the `{` of `${`.
bool Reader::read_parameter(std::uint32_t begin, Quoting quoting) {
  const Nest nest(*this);
  if (!nest.ok()) return false;
  ++pos_;
  const int first = peek();
  const bool newer = is(first, blank) || first == '\n' || first == '|';
  if (newer && newer_) return read_newer_substitution();
  if (newer && try_newer_substitution() != Trial::no) {
    return doubt("`${ command; }` is a substitution to newer shells only");
  }
  Parameter* parameter = arena_.make<Parameter>();
  const bool known =
      read_parameter_prefix(*parameter) && read_parameter_operator(*parameter, quoting);
  if (failed_) return false;
  if (!known && !read_invalid(*parameter, quoting)) return false;
  if (peek() != '}') return fail("unclosed `${`");
  ++pos_;
  Part& part = push_part(PartKind::parameter, begin, {});
  part.text = between(begin, pos_);
  part.parameter = parameter;
  return true;
}

// At the first byte after `${` that no name starts with: what bash 5.2 calls a bad substitution
// when it is expanded may be commands to newer shells. What is read is thrown away.
bool Reader::read_newer_substitution() {
  accept('|');
  return read_list() != nullptr && expect_keyword(Keyword::kw_close_brace);
}

// `#`, `!`, the name and the subscript. False when there is no name.
bool Reader::read_parameter_prefix(Parameter& parameter) {
  const int c = peek();
  if (c == '#') {
    const int second = peek_second();
    if (is(second, name_rest) || is_special(second)) {
      // ${#x} is a length; ${#-x} and ${##x} are operators on $#, ${#-} and ${##} lengths again.
      const std::uint32_t begin = pos_;
      ++pos_;
      if (read_parameter_name(parameter) && peek() == '}') {
        parameter.op = ParameterOp::length;
        return true;
      }
      if (failed_) return false;
      pos_ = begin;
      parameter = {};
    }
  } else if (c == '!') {
    const int second = peek_second();
    if (is(second, name_rest) || second == '@' || second == '*' || second == '#' || second == '?' ||
        second == '-' || second == '$' || second == '!') {
      const std::uint32_t begin = pos_;
      ++pos_;
      if (!is(second, name_rest) && second != '@' && second != '*' && peek_second() != '}') {
        pos_ = begin;  // ${!-x}: an operator on $!
      } else {
        parameter.indirect = true;
      }
    }
  }
  return read_parameter_name(parameter);
}

bool Reader::read_parameter_name(Parameter& parameter) {
  const int c = peek();
  if (is(c, name_first)) {
    parameter.name = read_name();
    return peek() != '[' || read_parameter_subscript(parameter);
  }
  if (is(c, digit)) {
    const std::uint32_t begin = pos_;
    while (is(peek(), digit)) ++pos_;
    parameter.name = without_continuations(begin, pos_);
    return true;
  }
  if (!is_special(c)) return false;
  parameter.name = between(pos_, pos_ + 1);
  ++pos_;
  return true;
}

// False, with nothing failed, when a `}` comes before the `]`: a bad substitution. But there the
// lexer ends the parameter, not the expansion, which looks for a `]` in the rest of the word.
bool Reader::read_parameter_subscript(Parameter& parameter) {
  constexpr std::string_view why = "a `}` in the subscript of a parameter";
  if (!read_subscript(parameter.subscript, '}')) return false;
  if (pos_ > parameter.subscript->span.end) return !holds_close(*parameter.subscript) || doubt(why);
  if (word_holds_close(pos_)) doubt(why);
  return false;
}

// Whether a `]` may follow in the same word.
bool Reader::word_holds_close(std::uint32_t from) {
  std::uint32_t at = from;
  bool quoted = dquoted_ || in_heredoc_;
  for (; at < end_ && text_[at] != ']'; ++at) {
    if (!quoted && is(text_[at], metacharacter)) break;
    quoted = quoted || std::string_view("'\"`$\\").find(text_[at]) != std::string_view::npos;
  }
  count(at - from);
  return at < end_ && text_[at] == ']';
}

// False, with nothing failed, when bash would call it a bad substitution.
bool Reader::read_parameter_operator(Parameter& parameter, Quoting quoting) {
  if (parameter.op == ParameterOp::length) return true;
  const int c = peek();
  if (c == '}') {
    if (parameter.indirect) read_names_or_keys(parameter);
    return true;
  }
  if (parameter.indirect && (c == '*' || c == '@') && peek_second() == '}') {
    ++pos_;
    parameter.op = ParameterOp::names;
    parameter.letter = static_cast<char>(c);
    parameter.indirect = false;
    return true;
  }
  if (c == '@') return read_transform(parameter);
  if (c == ':') {
    const int second = peek_second();
    const bool conditional = second == '-' || second == '=' || second == '?' || second == '+';
    ++pos_;
    if (!conditional) return read_substring(parameter);
    parameter.colon = true;
  }
  const OperatorRow* row = operator_of(peek());
  if (row == nullptr) return false;
  ++pos_;
  parameter.op = row->op;
  if (row->op == ParameterOp::change_case) parameter.letter = row->letter;
  if (row->doubles && peek() == row->letter) {
    parameter.doubled = true;
    ++pos_;
  }
  return row->op == ParameterOp::replace ? read_replacement(parameter, quoting)
                                         : read_operator_word(parameter, quoting);
}

// ${!x} and ${!x[@]}.
void Reader::read_names_or_keys(Parameter& parameter) {
  parameter.indirect = false;
  const Word* subscript = parameter.subscript;
  const bool all = subscript != nullptr && subscript->parts.size() == 1 &&
                   (subscript->parts[0].text == "@" || subscript->parts[0].text == "*");
  parameter.op = all ? ParameterOp::keys : ParameterOp::indirect;
}

bool Reader::read_transform(Parameter& parameter) {
  const int letter = peek_second();
  if (letter == none || transforms.find(static_cast<char>(letter)) == std::string_view::npos) {
    return false;
  }
  const std::uint32_t begin = pos_;
  ++pos_;
  peek();
  ++pos_;
  if (peek() != '}') {
    pos_ = begin;
    return false;
  }
  parameter.op = ParameterOp::transform;
  parameter.transform = static_cast<char>(letter);
  return true;
}

bool Reader::read_operator_word(Parameter& parameter, Quoting quoting) {
  if (peek() == none) return fail("unclosed `${`");
  const bool in_quotes = quotes(quoting);
  const bool may_fail = parameter.op == ParameterOp::error_if_unset;
  const Enclosure word{.close = '}',
                       .quoted = in_quotes && !takes_pattern(parameter.op),
                       .verbatim = in_quotes && !takes_pattern(parameter.op) && !may_fail,
                       .keeps_ansi = in_quotes && keeps_ansi(parameter)};
  // The message for ${x?...} is expanded without the quotes around it.
  const bool uncertain = std::exchange(uncertain_, uncertain_ || (in_quotes && may_fail));
  if (!read_enclosed_word(word, parameter.argument)) return false;
  uncertain_ = uncertain;
  return true;
}

bool Reader::read_replacement(Parameter& parameter, Quoting quoting) {
  const int c = peek();
  if (!parameter.doubled && (c == '#' || c == '%')) {
    parameter.anchor = static_cast<char>(c);
    ++pos_;
  }
  const bool in_quotes = quotes(quoting);
  Enclosure pattern{.close = '}', .delimiter = '/'};
  pattern.keeps_ansi = in_quotes && keeps_ansi(parameter);
  if (!read_enclosed_word(pattern, parameter.argument)) return false;
  if (!accept('/')) return true;
  pattern.delimiter = 0;
  return read_enclosed_word(pattern, parameter.replacement);
}

bool Reader::read_substring(Parameter& parameter) {
  parameter.op = ParameterOp::substring;
  Enclosure expression{.close = '}', .quoted = true, .arithmetic = true};
  expression.delimiter = ':';
  if (!read_enclosed_word(expression, parameter.argument)) return false;
  if (!accept(':')) return true;
  expression.delimiter = 0;
  return read_enclosed_word(expression, parameter.replacement);
}

// Accepted by bash's parser, refused when it is expanded. What it holds is still read.
bool Reader::read_invalid(Parameter& parameter, Quoting quoting) {
  parameter.op = ParameterOp::transform;
  parameter.transform = 0;
  const std::uint32_t jump = jump_to_;
  if (!read_enclosed_word({.close = '}', .quoted = quotes(quoting)}, parameter.argument)) {
    return false;
  }
  return jump == jump_to_ || doubt("a here-document in a bad substitution");
}

}  // namespace gavel::shell
