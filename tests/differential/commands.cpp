// The generator's commands: lists, pipelines, compound commands, redirections, layout.
#include <array>
#include <utility>

#include "tests/differential/writer.h"

namespace gavel::differential {

std::string Writer::script() {
  if (dice_.percent(5)) put("declare -A m=([k]=v [\"a b\"]='c d')\n");
  list("");
  if (!heredocs_.empty() || dice_.percent(50)) newline();
  return std::move(out_);
}

void Writer::token(std::string_view text) {
  // A continuation may stand inside any operator or word outside of quotes.
  if (text.size() > 1 && dice_.percent(2)) {
    put(text.substr(0, 1));
    put("\\\n");
    put(text.substr(1));
  } else {
    put(text);
  }
}

void Writer::space() {
  put(dice_.pick({" ", " ", " ", " ", " ", " ", " ", "  ", "\t", " \\\n", "\\\n ", " \\\n\\\n "}));
}

void Writer::flush_heredocs() {
  for (const Heredoc& each : std::exchange(heredocs_, {})) {
    put(each.body);
    put(each.delimiter);
    put("\n");
  }
}

void Writer::newline() {
  // In the body of a here-document a comment that ends in a backslash would swallow the next line.
  if (dice_.percent(8))
    put(dice_.pick({" # it's a comment", " # `x", " #) ( \"", bodies_ > 0 ? "\t# x" : "\t# \\"}));
  put("\n");
  flush_heredocs();
  if (dice_.percent(8)) put(dice_.pick({"\n", "  \n", "# line\n", "\t"}));
}

void Writer::separator() {
  if (!heredocs_.empty() && dice_.percent(60)) return newline();
  switch (dice_.below(8)) {
    case 0:
    case 1:
    case 2:
      return newline();
    case 3:
      put(" &");
      space();
      return;
    case 4:
      put(";");
      return newline();
    default:
      put(";");
      space();
  }
}

// Commands and what joins them; `last` closes the list when a reserved word follows.
void Writer::list(std::string_view last) {
  const std::size_t size = 1 + dice_.below(3);
  for (std::size_t i = 0; i < size; ++i) {
    pipeline();
    if (i + 1 == size || !burn()) break;
    if (dice_.percent(30)) {
      space();
      token(dice_.pick({"&&", "||"}));
      if (dice_.percent(25))
        newline();
      else
        space();
    } else {
      separator();
    }
  }
  if (last.empty()) return;
  if (heredocs_.empty() && dice_.percent(70)) {
    put(dice_.percent(12) ? " & " : "; ");
  } else {
    newline();
  }
  token(last);
}

// A list inside of parentheses, with here-documents of its own.
void Writer::inner_list() {
  std::vector<Heredoc> outer = std::exchange(heredocs_, {});
  ++substitutions_;
  if (dice_.percent(10)) put(dice_.pick({"\n", " # c\n", " "}));
  const std::size_t begin = out_.size();
  if (burn()) {
    list("");
  } else {
    put("c");
    put(dice_.pick({"1", "2", "3"}));
  }
  // `$((` of commands is seldom meant, and mostly no shell once bash has counted parentheses.
  if (out_[begin] == '(' && dice_.percent(80)) out_.insert(begin, " ");
  if (!heredocs_.empty() || dice_.percent(10))
    newline();
  else if (dice_.percent(10))
    put("; ");
  --substitutions_;
  heredocs_ = std::move(outer);
}

void Writer::pipeline() {
  if (dice_.percent(6))
    put(dice_.pick({"! ", "time ", "time -p ", "! ! ", "time ! ", "! time ", "time -- "}));
  command();
  while (dice_.percent(14) && burn()) {
    space();
    token(dice_.percent(75) ? "|" : "|&");
    if (dice_.percent(20))
      newline();
    else
      space();
    command();
  }
}

void Writer::command() {
  if (dice_.percent(68) || !burn()) return simple();
  compound();
}

void Writer::simple() {
  const auto some_redirection = [&] {
    if (dice_.percent(12)) {
      redirection();
      space();
    }
  };
  some_redirection();
  while (dice_.percent(14)) {
    assignment();
    space();
    some_redirection();
  }
  if (dice_.percent(3)) return assignment();
  if (dice_.percent(4)) {
    put(dice_.pick({"declare ", "local ", "export ", "declare -a ", "typeset ", "declare -A "}));
    put(dice_.pick({"x=", "y=", "v=", "m="}));
    return dice_.percent(50) ? array() : word();
  }
  if (dice_.percent(3))
    put(dice_.pick({"command ", "builtin command ", "set -- a 'b c'; ", "trap '' INT; ",
                    "shopt -s extglob\n", ": ", "exec 3<&0; ", "$u ", "$u$w ", "\"c1\" ", "$u c2 ",
                    "c\\1 ", "'c2' ", "\\c3 "}));
  token(dice_.pick({"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"}));
  const std::size_t arguments = dice_.below(4);
  for (std::size_t i = 0; i < arguments; ++i) {
    space();
    some_redirection();
    word();
  }
  if (dice_.percent(14)) {
    space();
    redirection();
  }
}

void Writer::redirections() {
  while (dice_.percent(14)) {
    put(" ");
    redirection();
  }
}

void Writer::redirection() {
  switch (dice_.below(12)) {
    case 0:
      return token(dice_.pick({"2>&1", ">&2", "1>&2", "<&0", "3>&1", "3>&1-", "0<&-", "3<&-"}));
    case 1:
      return token(dice_.pick({"3>&-", "3<>f1", "{fd}>f2", "{fd}<&0", "3>|f1"}));
    case 2:
      return token(
          dice_.pick({"&>f1", "&>>f1", ">&f2", ">f1", ">>f2", "2>f1", "2>>f2", "> f1", ">|f2"}));
    case 3:
      put("<<< ");
      return word();
    case 4:
      put("<");
      space();
      put("<(");
      inner_list();
      return put(")");
    case 5:
      put("> >(");
      inner_list();
      return put(")");
    case 6:
    case 7:
    case 8:
      return heredoc();
    case 9:
      put("2>");
      return put(dice_.pick({"\"f1\"", "'f 2'", "$u", "f\\\n1"}));
    default:
      return token(dice_.pick({">f1", "2>f2", "</dev/null", ">/dev/null"}));
  }
}

void Writer::heredoc() {
  const bool strip = dice_.percent(30);
  put(strip ? "<<-" : "<<");
  if (dice_.percent(10)) put(" ");
  constexpr std::array<std::string_view, 12> written = {"EOF",   "E",    "'E'",        "\"EOF\"",
                                                        "E'O'F", "\\E",  "E\\\nF",     "\"E F\"",
                                                        "E\\ F", "$'E'", "\"E\\\"F\"", "'E)F'"};
  constexpr std::array<std::string_view, 12> meant = {"EOF", "E",   "E",   "EOF", "EOF",  "E",
                                                      "EF",  "E F", "E F", "E",   "E\"F", "E)F"};
  const std::size_t chosen = dice_.percent(70) ? dice_.below(6) : dice_.below(written.size());
  const std::size_t kind = chosen == 6 ? 0 : chosen;  // only these three are expanded
  put(written[chosen]);
  Heredoc heredoc;
  heredoc.delimiter = meant[chosen];
  // Inside the body of another one it must not be its end.
  if (bodies_ > 0) {
    put(std::to_string(bodies_));
    heredoc.delimiter += std::to_string(bodies_);
  }
  ++bodies_;
  std::string before = std::exchange(out_, {});
  std::vector<Heredoc> outer = std::exchange(heredocs_, {});
  const std::size_t lines = dice_.below(3);
  for (std::size_t i = 0; i < lines; ++i) {
    if (strip && dice_.percent(50)) put("\t");
    if (expressions_ > 0) {
      // bash counts quotes and parentheses of arithmetic even here.
      put(dice_.pick({"a b", "$x", "EO", "\\a"}));
    } else if (kind < 2) {
      quoted_text(true);
    } else {
      put(dice_.pick(
          {"$(c9 never)", "`c9", "it's", bodies_ > 1 ? "a" : "a \\", "\"", "$x", "EO", ")"}));
    }
    put("\n");
  }
  --bodies_;
  heredocs_ = std::move(outer);
  heredoc.body = std::exchange(out_, std::move(before));
  if (strip && dice_.percent(50)) heredoc.delimiter = "\t" + heredoc.delimiter;
  heredocs_.push_back(std::move(heredoc));
}

void Writer::assignment() {
  put(dice_.pick({"x", "y", "v", "a[1]", "a[$x]", "a[$(c1 k)]", "a['k']", "a[1 + 1]", "m[k]",
                  "m[a b]", "m[\"k\"]"}));
  const bool element = out_.ends_with(']');
  put(dice_.percent(15) ? "+=" : "=");
  if (!element && dice_.percent(20)) return array();
  if (dice_.percent(80)) word();
}

void Writer::array() {
  put("(");
  const std::size_t size = dice_.below(4);
  const bool lines = heredocs_.empty() && dice_.percent(20);
  for (std::size_t i = 0; i < size; ++i) {
    if (dice_.percent(20))
      put(dice_.pick({"[1]=", "[$x]=", "[2]+=", "[$(c2 i)]=", "[k]=", "[a b]=", "['k']="}));
    word();
    put(lines ? "\n" : " ");
  }
  if (lines && dice_.percent(50)) put("# x)\n");
  put(")");
}

void Writer::compound() {
  switch (dice_.below(14)) {
    case 0:
      return group();
    case 1:
      return subshell();
    case 2:
    case 3:
      return if_clause();
    case 4:
      return while_loop();
    case 5:
    case 6:
      return for_loop();
    case 7:
      return arithmetic_for();
    case 8:
    case 9:
      return case_clause();
    case 10:
      return test();
    case 11:
      return function();
    case 12:
      return dice_.percent(50) ? select_loop() : coproc();
    default:
      put("((");
      expression();
      put("))");
      return redirections();
  }
}

void Writer::group() {
  put("{");
  if (dice_.percent(15))
    newline();
  else
    space();
  list("}");
  redirections();
}

void Writer::subshell() {
  put("(");
  if (dice_.percent(50)) space();
  list("");
  if (!heredocs_.empty() || dice_.percent(15))
    newline();
  else if (dice_.percent(20))
    put(dice_.pick({";", " &", " "}));
  put(")");
  redirections();
}

void Writer::if_clause() {
  put("if ");
  list("then");
  put(" ");
  while (dice_.percent(20) && burn()) {
    list("elif");
    put(" ");
    list("then");
    put("\n");
    flush_heredocs();
  }
  if (dice_.percent(35)) {
    list("else");
    put(" ");
  }
  list("fi");
  redirections();
}

// Conditions are such that the loop ends.
void Writer::while_loop() {
  put(dice_.percent(50) ? "while c9" : "until c1");
  if (dice_.percent(30)) {
    put(" ");
    word();
  }
  if (dice_.percent(50) && heredocs_.empty())
    put("; ");
  else
    newline();
  put("do ");
  list("done");
  redirections();
}

void Writer::for_loop() {
  put("for ");
  put(dice_.pick({"x", "y", "v"}));
  const std::size_t form = dice_.below(6);
  if (form == 0) {
    put(dice_.pick({"; do ", " do ", "\ndo ", ";\ndo "}));
  } else {
    put(form == 1 ? "\nin" : " in");
    const std::size_t size = dice_.below(3);
    for (std::size_t i = 0; i < size; ++i) {
      space();
      word();
    }
    put(form == 2 ? "\n" : "; ");
    if (form == 2) flush_heredocs();
    if (form == 3) {
      put("{ ");
      list("}");
      return redirections();
    }
    put("do ");
  }
  list("done");
  redirections();
}

void Writer::arithmetic_for() {
  put(dice_.pick({"for ((i=0;i<2;i++))", "for (( ; i++<1 ; ))", "for ((i=0; i<$((1)); i++))",
                  "for((i=0;i<1;i+=1+0))"}));
  put(dice_.pick({"; do ", " do ", "\ndo "}));
  list("done");
  redirections();
}

void Writer::select_loop() {
  put("select x in ");
  word();
  put("; do ");
  list("");
  if (!heredocs_.empty())
    newline();
  else
    put("; ");
  put("break; done <<<1 2>/dev/null");
}

void Writer::case_clause() {
  put("case ");
  word();
  put(dice_.pick({" in ", " in\n", "\nin "}));
  flush_heredocs();
  const std::size_t arms = dice_.below(4);
  for (std::size_t i = 0; i < arms; ++i) {
    if (dice_.percent(30)) put("(");
    pattern(false);
    if (dice_.percent(25)) {
      put(dice_.pick({"|", " | "}));
      pattern(false);
    }
    put(dice_.pick({")", ") ", " )\n"}));
    flush_heredocs();
    if (dice_.percent(85)) list("");
    if (!heredocs_.empty()) newline();
    if (i + 1 < arms || dice_.percent(70)) {
      token(dice_.pick({";;", ";;", ";;", ";&", ";;&"}));
      put(dice_.pick({" ", "\n", " # )\n"}));
    } else {
      put(dice_.pick({"\n", "; "}));
      flush_heredocs();
      if (out_.ends_with(") \n") || out_.ends_with(") ; ") || out_.ends_with("); ")) put("c1\n");
    }
  }
  put("esac");
  redirections();
}

void Writer::test() {
  put("[[ ");
  test_expression(2);
  put(" ]]");
  redirections();
}

void Writer::test_expression(int depth) {
  if (dice_.percent(12)) put("! ");
  if (depth > 0 && dice_.percent(20)) {
    put(dice_.percent(50) ? "(" : "( ");
    test_expression(depth - 1);
    put(" )");
  } else {
    switch (dice_.below(5)) {
      case 0:
        put(dice_.pick({"-f ", "-n ", "-z ", "-d ", "-v "}));
        word();
        break;
      case 1:
        put("a");  // a lone -k would be an operator without operand
        word();
        break;
      case 2:
        word();
        put(dice_.pick({" == ", " != ", " = "}));
        pattern(true);
        break;
      case 3:
        word();
        put(" =~ ");
        regex();
        break;
      default:
        word();
        put(dice_.pick({" -eq ", " -nt ", " < ", " > ", " -ef "}));
        word();
    }
  }
  if (depth > 0 && dice_.percent(25)) {
    put(dice_.pick({" && ", " || ", " &&\n", " ||\n"}));
    test_expression(depth - 1);
  }
}

void Writer::function() {
  if (functions_ > 0) return group();
  ++functions_;
  const std::string_view name = dice_.pick({"f1", "f2", "f-3", "f@", "f.4", "f%"});
  put(dice_.pick({"", "", "function "}));
  put(name);
  if (!out_.ends_with("function " + std::string(name)) || dice_.percent(40)) {
    put(dice_.pick({"()", " ()", "( )"}));
  }
  put(dice_.pick({" ", "\n", "  \n "}));
  flush_heredocs();
  switch (dice_.below(10)) {
    case 0:
      subshell();
      break;
    case 1:
      if_clause();
      break;
    case 2:
      for_loop();
      break;
    case 3:
      case_clause();
      break;
    case 4:
      dice_.percent(50) ? test() : while_loop();
      break;
    default:
      group();
  }
  if (heredocs_.empty() && dice_.percent(50))
    put("; ");
  else
    newline();
  put(name);
  put(dice_.pick({"", " a", " $x"}));
  --functions_;
}

void Writer::coproc() {
  put("coproc ");
  if (dice_.percent(40)) return simple();
  if (dice_.percent(50)) put("P ");
  if (dice_.percent(50))
    group();
  else
    subshell();
}

}  // namespace gavel::differential
