// The reserved words of bash.
#pragma once

#include <cstdint>
#include <string_view>

namespace gavel::shell {

enum class Keyword : std::uint8_t {
  none,
  kw_if,
  kw_then,
  kw_elif,
  kw_else,
  kw_fi,
  kw_for,
  kw_select,
  kw_while,
  kw_until,
  kw_do,
  kw_done,
  kw_case,
  kw_in,
  kw_esac,
  kw_function,
  kw_coproc,
  kw_time,
  kw_open_brace,
  kw_close_brace,
  kw_open_test,
  kw_close_test,
  kw_bang,
};

Keyword keyword_of(std::string_view word);
std::string_view spelling(Keyword keyword);
// Ends a list rather than starting a command: then, fi, done, }, in, ...
bool is_closing(Keyword keyword);
// Starts a compound command: if, {, [[, ... but neither function nor coproc.
bool starts_compound(Keyword keyword);
// "expected `fi`": static text.
std::string_view expected(Keyword keyword);

}  // namespace gavel::shell
