#include "rules/shell/keyword.h"

#include <array>

namespace gavel::shell {
namespace {

struct Row {
  Keyword keyword;
  std::string_view spelling;
  bool closing;
  std::string_view expected;
};

using enum Keyword;
// INVARIANT: in the order of the enumeration.
constexpr std::array rows{
    Row{none, "", false, "expected a word"},
    Row{kw_if, "if", false, "expected `if`"},
    Row{kw_then, "then", true, "expected `then`"},
    Row{kw_elif, "elif", true, "expected `elif`"},
    Row{kw_else, "else", true, "expected `else`"},
    Row{kw_fi, "fi", true, "expected `fi`"},
    Row{kw_for, "for", false, "expected `for`"},
    Row{kw_select, "select", false, "expected `select`"},
    Row{kw_while, "while", false, "expected `while`"},
    Row{kw_until, "until", false, "expected `until`"},
    Row{kw_do, "do", true, "expected `do`"},
    Row{kw_done, "done", true, "expected `done`"},
    Row{kw_case, "case", false, "expected `case`"},
    Row{kw_in, "in", true, "expected `in`"},
    Row{kw_esac, "esac", true, "expected `esac`"},
    Row{kw_function, "function", false, "expected `function`"},
    Row{kw_coproc, "coproc", false, "expected `coproc`"},
    Row{kw_time, "time", false, "expected `time`"},
    Row{kw_open_brace, "{", false, "expected `{`"},
    Row{kw_close_brace, "}", true, "expected `}`"},
    Row{kw_open_test, "[[", false, "expected `[[`"},
    Row{kw_close_test, "]]", false, "expected `]]`"},
    Row{kw_bang, "!", false, "expected `!`"},
};

const Row& row(Keyword keyword) {
  return rows[static_cast<std::size_t>(keyword)];
}

}  // namespace

Keyword keyword_of(std::string_view word) {
  for (const Row& candidate : rows) {
    if (candidate.spelling == word && !word.empty()) return candidate.keyword;
  }
  return none;
}

std::string_view spelling(Keyword keyword) {
  return row(keyword).spelling;
}
bool is_closing(Keyword keyword) {
  return row(keyword).closing;
}
bool starts_compound(Keyword keyword) {
  switch (keyword) {
    case kw_if:
    case kw_for:
    case kw_select:
    case kw_while:
    case kw_until:
    case kw_case:
    case kw_open_brace:
    case kw_open_test:
      return true;
    default:
      return false;
  }
}
std::string_view expected(Keyword keyword) {
  return row(keyword).expected;
}

}  // namespace gavel::shell
