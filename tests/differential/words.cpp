// The generator's words: quotes, expansions, patterns.
#include "tests/differential/writer.h"

namespace gavel::differential {

void Writer::word() {
  const std::size_t pieces = 1 + (dice_.percent(25) ? 1 + dice_.below(2) : 0);
  for (std::size_t i = 0; i < pieces; ++i) word_piece();
}

void Writer::word_piece() {
  if (dice_.percent(35) || !burn()) return name();
  switch (dice_.below(18)) {
    case 0:
      return single_quotes();
    case 1:
    case 2:
    case 3:
      return double_quotes();
    case 4:
      return ansi_quotes();
    case 5:
      return put(dice_.pick(
          {"\\a", "\\ ", "\\;", "\\$", "\\\\", "\\'", "\\\"", "\\#", "\\(", "\\`", "\\{"}));
    case 6:
    case 7:
    case 8:
      return parameter(false);
    case 9:
    case 10:
      return substitution();
    case 11:
      return backticks(false);
    case 12:
      return arithmetic();
    case 13:
      return process();
    case 14:
      return braces();
    case 15:
      if (bodies_ > 0 && dice_.percent(5)) return put("a#b");
      return put(dice_.pick({"*",   "?",   "[ab]",  "[!a-c]x", "a*",
                             "~",   "~/x", "x=~/y", "[",       "]",
                             "{",   "}",   "{}",    "a,b",     bodies_ > 0 ? "a" : "#a",
                             "a#b", "%",   "^",     ":",       "@",
                             "+",   "!",   "=",     "$"}));
    case 16:
      return put(dice_.pick({"a\\\nb", "\\\nc", "d\\\n"}));
    default:
      return put(dice_.pick({"if", "then", "do", "done", "fi", "in", "esac", "time", "[[", "]]",
                             "}", "case", "function", "\"\"", "''"}));
  }
}

void Writer::single_quotes() {
  put("'");
  put(dice_.pick({"a b", "", "$x", "$(c9 never)", "`c9 never`", "\\", "a\nb", "\"", ";", "# x",
                  "a\\\nb", "}", ")"}));
  put("'");
}

void Writer::ansi_quotes() {
  put("$'");
  put(dice_.pick({"a\\tb",       "\\'",
                  "\\x41",       "\\101",
                  "\\u00e9",     "\\cA",
                  "a\\nb",       "\\\\",
                  "\"",          "\\e[0m",
                  "\\x{41}z",    "\\q",
                  "\\U1f600",    "a\\0b",
                  "$(c9 never)", "\\x4",
                  "\\7",         "\\1019",
                  "\\u41",       "\\U41 ",
                  "\\c?",        "\\c\\\\",
                  "\\x",         "\\u",
                  "\\?\\v\\E",   "\\x24(c9 never)",
                  "\\\n",        "\\377"}));
  put("'");
}

void Writer::double_quotes() {
  put(dice_.percent(8) ? "$\"" : "\"");
  quoted_text(false);
  put("\"");
}

// Inside double quotes or an unquoted here-document.
void Writer::quoted_text(bool heredoc) {
  const std::size_t pieces = dice_.below(4);
  for (std::size_t i = 0; i < pieces; ++i) {
    switch (dice_.below(burn() ? 10 : 3)) {
      case 0:
        put(dice_.pick(
            {"a b", " ", "it's", ";", "#", "|", "(", ")", "{a,b}", "*", "<(c9 never)", "'$x'"}));
        break;
      case 1:
        put(dice_.pick({"\\$x", "\\`", "\\\\", "\\n", "\\a", "\\\n", "\\'"}));
        break;
      case 2:
        put(heredoc ? "\"" : "\\\"");
        break;
      case 3:
        put(dice_.pick({"\nb", "$", "$ ", "a$"}));
        break;
      case 4:
      case 5:
        parameter(true);
        break;
      case 6:
      case 7:
        substitution();
        break;
      case 8:
        backticks(!heredoc);
        break;
      default:
        arithmetic();
    }
  }
}

void Writer::operand(bool quoted) {
  if (!burn() || dice_.percent(40)) {
    put(dice_.pick({"a", "", "b c", "x", "a:b", "-"}));
    return;
  }
  switch (dice_.below(10)) {
    case 9:
      // In double quotes what this stands for is read again.
      return put(dice_.pick({"$'a'", "$'a\\x20b'", "$'\\x24(c6 again)'", "$'\\x24x'", "$'a\\nb'"}));
    case 0:
      return parameter(quoted);
    case 1:
    case 2:
      return substitution();
    case 3:
      return backticks(quoted);
    case 4:
      return quoted ? put("a") : single_quotes();
    case 5:
      return double_quotes();
    case 6:
      return put(dice_.pick({"\\}", "\\$", "\\a", "\\\"", "*", "?"}));
    case 7:
      return quoted ? put("'$x'") : process();
    default:
      return arithmetic();
  }
}

void Writer::parameter(bool quoted) {
  if (dice_.percent(35)) {
    put(dice_.pick(
        {"$x",       "$y",         "$1",       "$@",        "$*",          "$#",         "$?",
         "$-",       "$$",         "$!",       "$0",        "${x}",        "${10}",      "${a[0]}",
         "${a[@]}",  "${a[*]}",    "${!x}",    "${!x*}",    "${!a[@]}",    "${#x}",      "${#a[@]}",
         "${#}",     "${x@Q}",     "${x@U}",   "${##}",     "${#?}",       "$\\\nx",     "${x@u}",
         "${x@L}",   "${x@E}",     "${w@P}",   "${x@A}",    "${x@a}",      "${a[@]@K}",  "${a@k}",
         "${m[k]}",  "${m[@]}",    "${!m[@]}", "${m[a b]}", "${m[\"k\"]}", "${!x@}",     "${!w-}",
         "${#m[*]}", "${m[k]:-z}", "${@: -1}", "${*:1:2}",  "${a[@]:0:1}", "${x:${#y}}", "${-}",
         "${?}",     "${x[0]}"}));
    return;
  }
  put("${");
  put(dice_.pick({"x", "y", "v", "1", "@", "a[1]", "a[@]", "#", "*"}));
  switch (dice_.below(7)) {
    case 0:
    case 1:
      put(dice_.pick({"-", ":-", "+", ":+", "-", ":-"}));
      operand(quoted);
      break;
    case 2:
      put(dice_.pick({"#", "##", "%", "%%"}));
      operand(false);
      break;
    case 3:
      put(dice_.pick({"/", "//", "/#", "/%"}));
      operand(false);
      if (dice_.percent(70)) {
        put("/");
        operand(false);
      }
      break;
    case 4:
      put(dice_.pick({":1", ": -1", ":0:1", ":1+0:1", ":$((0)):1"}));
      break;
    case 5:
      put(dice_.pick({"^", "^^", ",", ",,", "^^[a-z]", "~", "~~"}));
      break;
    default:
      put("-");
      operand(quoted);
  }
  put("}");
}

void Writer::substitution() {
  if (substitutions_ > 4) return put("$(c1)");
  put("$(");
  if (dice_.percent(20)) space();
  inner_list();
  put(")");
}

// Nested backticks need their own escapes; only simple text goes inside.
void Writer::backticks(bool quoted) {
  if (backticks_ > 0 || substitutions_ > 2) return put("$(c2 b)");
  ++backticks_;
  put("`");
  put(dice_.pick({"c1", "c2 a", "c3 \\$x", "c4 'a b'", "c5 \\`c6 a\\`", "c7 $(c8 z)",
                  "c1 \\\\\\\\a", "c2; c3 x", "c4 a | c5", "c6 # x", "", "if c1; then c2 i; fi; c3",
                  "c3 \\\na", "c4 $'\\\\x41'", "c5 >f1 b"}));
  if (quoted && dice_.percent(30)) put(dice_.pick({" \\\"q r\\\"", " \"s t\""}));
  put("`");
  --backticks_;
}

void Writer::expression() {
  put(dice_.pick({"1",    "1+2",    "x",     " 1 + 2 ", "(1+2)*3", "x ? 1 : 2", "a[0]",
                  "1<<2", "x=1",    "16#ff", "y++",     "--y",     "1,2",       "!1",
                  "~1",   "2**3",   "7%3",   "1&&0",    "1||0",    "x+=2",      "010",
                  "0x1f", "a[1]=2", "1>2",   "$'1'",    "\"1\"",   "$x",        "\n1\n"}));
  if (!burn() || dice_.percent(60)) return;
  put("+");
  ++expressions_;
  switch (dice_.below(5)) {
    case 0:
      put("$x");
      break;
    case 1:
      put("$(c1 n)");
      break;
    case 2:
      put("${x:-1}");
      break;
    case 3:
      put("`c2 m`");
      break;
    default:
      substitution();
  }
  --expressions_;
}

void Writer::arithmetic() {
  if (dice_.percent(12)) {
    put("$((");
    put(dice_.pick({"c1 a); (c2 b", "c1 a);c2 b", "c3)|(c4", "c5 a) "}));
    put(dice_.percent(50) ? " ) )" : "))");
    // Sometimes arithmetic, sometimes a subshell, sometimes a syntax error: bash decides.
    return;
  }
  const bool old = dice_.percent(15);
  put(old ? "$[" : "$((");
  expression();
  put(old ? "]" : "))");
}

void Writer::process() {
  put(dice_.percent(70) ? "<(" : ">(");
  inner_list();
  put(")");
}

void Writer::braces() {
  switch (dice_.below(5)) {
    case 0:
      return put(
          dice_.pick({"{a,b}",       "{a,b}c",  "x{1..3}",     "{a..c}", "{1..9..4}", "{,b}",
                      "{a,{b,c}}d",  "{a}",     "{a,b",        "a,b}",   "{}",        "{a..b..c}",
                      "{\"a,b\",c}", "{a\\,b}", "a{b,c}{d,e}", "{a,b}}", "{{a,b}",    "${x}{a,b}",
                      "{'a b',c}",   "{1..x}",  "{-2..2}"}));
    default:
      put("{");
      word_piece();
      put(",");
      if (dice_.percent(60)) word_piece();
      put("}");
  }
}

void Writer::pattern(bool extended) {
  if (extended && dice_.percent(25)) {
    put(dice_.pick({"@(a|b)", "!(a)", "*(a|b)c", "?(a b)", "+([0-9])"}));
    return;
  }
  switch (dice_.below(burn() ? 6 : 2)) {
    case 0:
      return put(dice_.pick({"a", "*", "a*", "[ab]", "?", "\"a b\"", "'*'", "\\*"}));
    case 1:
      return put(dice_.pick({"b", "x", "esacx", "1"}));
    case 2:
      return double_quotes();
    case 3:
      return parameter(false);
    case 4:
      return substitution();
    default:
      return single_quotes();
  }
}

void Writer::regex() {
  put(dice_.pick({"a", "^a$", "^(a|b)c", "a|b", "(a b)", "[[:space:]]", "$x", "^\"a b\"", "a\\ b",
                  "(a(b)c)*", "\\.x", "^[a-z]+$", "'a b'", "$(c1 re)", "a{2,3}"}));
}

}  // namespace gavel::differential
