// Scripts made to run what a reader does not see, held against what bash really executes.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/differential/analysed.h"
#include "tests/differential/bash.h"

namespace gavel::differential {
namespace {

std::string told(const Argv& argv) {
  std::string text;
  for (const std::string& word : argv) text += " [" + word + "]";
  return text;
}

std::string told(const rules::Analysis& analysis) {
  std::string text;
  for (const auto& row : analysis.commands) {
    for (const auto& word : row) text += " [" + word.value_or("?") + "]";
    text += "\n";
  }
  return text;
}

void check(const std::vector<std::string>& scripts) {
  const std::vector<Run> runs = run_bash(scripts);
  ASSERT_EQ(runs.size(), scripts.size());
  std::size_t executed = 0;
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    SCOPED_TRACE(scripts[i]);
    EXPECT_TRUE(runs[i].judged);
    executed += runs[i].executed.size();
    const rules::Analysis analysis = analysed_as_run(scripts[i]);
    if (!analysis.error.empty() || analysis.over_cap) continue;  // never allowed
    const std::vector<Command> claims = claimed(analysis);
    for (const Argv& argv : runs[i].executed) {
      const bool seen = std::any_of(claims.begin(), claims.end(),
                                    [&](const Command& command) { return covers(command, argv); });
      EXPECT_TRUE(seen) << "executed:" << told(argv) << "\nseen:\n" << told(analysis);
    }
  }
  EXPECT_GT(executed, scripts.size() / 2);
}

TEST(Attacks, Quoting) {
  check({
      R"s(c1 'a'\''b' "a'b" 'a"b')s",
      R"s(\c1 a; 'c2' b; "c3" c; c''4 d; c\5 e; $'c6' f; $"c7" g)s",
      R"s(c1 $'\x61\141\u0061\U00000061\cA\e\?\"\'\\' )s",
      R"s(c1 $'\1\12\123\1234' $'\x1\x12\x123' $'\u1\u12\u123\u1234\u12345')s",
      R"s(c1 $'\c?' $'\c\\' $'a\0b' $'\q' $'\400')s",
      R"s(c1 "a\
b" 'a\
b' a\
b)s",
      R"s(c1 "\$x \` \" \\ \a \')s",
      R"s(c1 "\$x \` \" \\ \a \'")s",
      "c1 \"$(c2 \"a b\" 'c d' \"$(c3 \"e f\")\")\"",
      R"s(c1 "`c2 \"a b\"`" `c3 "a b"` "`c4 \`c5 \\\`c6\\\`\``")s",
      R"s(c1 "${x:-$'\x24(c2)'}")s",
      R"s(c1 "$(c2 ${x#$'\x24(c3)'})")s",
      R"s(c1 "$(c2 <((c3; c4 $'b\x3bc5 d')))")s",
      R"s(c1 $((1+$'\x24(c2)0')))s",
      R"s(a[$'\x24(c1)0']=1; c2)s",
      R"s(c1 "${x:-'a b'}" ${x:-'a b'} "${x:-"a b"}" ${x:-"a b"})s",
      R"s(c1 "${x:-'$(c2)'}" ${x:-'$(c3)'} "${x#'$(c4)'}")s",
      R"s(c1 "${x:-a}b}" "${x:-{a}}" ${x:-{a,b}})s",
      R"s(c1 "${x:-\}}" ${x:-\}} "${x:-"}"}")s",
      R"s(c1 $"a $(c2) b")s",
      "c1 a#b #c; c2\nc3",
      "c1 \\#a '#' \"#\"; c2 # c3\nc4",
      "c1 \\\n#a\nc2",
      "c1 a\\\n#b\nc2",
      "c1 a \\\r\n c2",
      "c1 a\r\nc2 b\r\n",
      "c1\ta\vb\fc",
      "c1\xc2\xa0"
      "a; c2",
      "c1 \xe2\x80\xa8 c2; c3",
      "{ c1;}; c2",
      "{c1; c2; }",
      "c1 {a,b}{c,d} {1..3} {a..c} {3..1} {01..03} {1..10..4} {a,} {,} {} {a} a{b",
      R"s(c1 {a,"b c",'d,e'} {a\,b,c} {$x,y} a{b,{c,d}}e "{a,b}")s",
      "c1 {a..c}{1..2} {-1..1} {a..e..2} {1..a} {1.5..2}",
      "c1 ~ ~/x x~ a=~ a=~/b:~/c '~' \\~ ~+",
      "x=~/a; y=b:~; c1 $x $y",
      "c1 {,b}~/x",
  });
}

TEST(Attacks, WordsThatLookLikeSyntax) {
  check({
      "c1 if then else fi for in do done case esac while until { } [[ ]] ! time function select",
      "if=1 c1; then=2; c2",
      "\"if\" c1; 'then'; \\fi; c2",
      "if c1; then c2; fi; if\nc3\nthen\nc4\nfi",
      "for if in a; do c1 $if; done",
      "for x in in do done; do c1 $x; done",
      "for x do c1 $x; done; for x; do c2 $x; done; for x in; do c3; done",
      "for x in a b\ndo c1 $x; done; for x in a b; { c2 $x; }",
      "for ((i=0;i<2;i++)) { c1 $i; }; for ((;;)); do c2; break; done",
      "case in in in) c1;; esac; case esac in (esac) c2;; esac",
      "case a in b) c1;; a|c) c2;& d) c3;; *) c4;; esac",
      "case a in a) c1;;& [a-z]) c2;;& *) c3; esac",
      "case a in *) c1 esac\nesac",
      "case \"$(c1)\" in o1) c2;; *) c3;; esac",
      "case a in a) case b in b) c1;; esac;; esac; c2",
      "c1 $(case a in a) c2;; esac)",
      "c1 $(case a in (a) c2;; esac)",
      "c1 \"$(case x in (esac) c2 '$(c3)';; x) c4;; esac)\"",
      "function c-f { c1; }; c-f; function g () { c2; }; g; h() ( c3 ); h",
      "f() for x in a; do c1 $x; done; f; g() [[ -n $(c2) ]]; g; h() (( $(c3) ))\nh",
      "f() { c1 $#; } >f1 2>&1; f a b",
      "f() { c1; }; f() { c2; }; f",
      "f() { g() { c1; }; }; f; g",
      "f\n() { c1; }; f",
      "f()\n\n{ c1; }\nf",
      "function f\n{ c1; }\nf",
      "f(){ c1;};f",
      "coproc c1; wait; coproc P { c2; }; wait",
      "c3 $(coproc c1 x >&2; wait)",
      "! c1; ! ! c2; ! { c3; }; time c4; time -p c5; time -- c6; time ! c7",
      "c3 $(! time { c1; }); c2",
      "c3 $(time c1)",
      "c1 ! c2; c3 time c4",
      "[[ a && $(c1) ]] ; [[ ! ( -n $(c2) || b ) ]]; c3",
      "[[ a =~ ^(a|b)$ ]] && c1; [[ \"a b\" =~ a\\ b ]] && c2; [[ x =~ $(c3) ]]",
      "[[ a == @(a|$(c1)) ]] && c2; [[ a < b ]] && c3; [[ -f x || -n y ]] && c4",
      "[[ $(c1) -eq 0 ]]; [[ -v x[$(c2)] ]]; c3",
      "[ -n \"$(c1)\" ] && c2; test $(c3) = o1 && c4",
      "(( x = $(c8; echo 1) )) && c1; (( 0 )) || c2; ((c3)) ; c4",
      "((c1); c2); (( c3 ) )",
      "( (c1); (c2) ); ((c3);(c4))",
      "c1 $((c2);(c3)) $( (c4) ) $((1+1))",
      "c1 $((c2 a; $(case x in (b) ;; esac) ))",
      "c1 $[1+$(c2)] $((2*(3+$(c3))))",
      "c1 $((\n1 +\n2 ))",
      "c1 a & c2 b; wait; c3 && c4 & wait",
      "c1 | c2 | c3; c4 |& c5; c1 |\nc2; c1 &&\n\n# x\nc2; c8 ||\nc3",
      "c1;c2;;c3",
      ";c1",
      "c1 &; c2",
      "c1\n;c2",
  });
}

TEST(Attacks, Redirections) {
  check({
      ">f1 c1 a; c2 >f1 b; c3 a >f1 b 2>&1 c; c4 a>f1b",
      "2>&1 c1; 1>&2 c2 a; c3 2>f1>f2 a; c4 <>f1 a; c5 >|f1 a; c6 &>f1 a; c7 &>>f1 a",
      "c1 >&f1 a; c2 3>&1 a 3>&-; c3 3>&1- a; c4 >&-a; c5 <&- a",
      "c1 12>f1 a; c2 a12>f1 b; c3 12 >f1; c4 \\2>f1 a",
      "c1 {fd}>f1 a; c2 {fd} >f1; c3 a{fd}>f1; c4 {1}>f1",
      "c1 <<E a\nx $(c2)\nE\nc3",
      "c1 <<'E' a\nx $(c2)\nE\nc3",
      "c1 <<\\E a\n$(c2)\nE\nc3; c4 <<\"E\" \n$(c5)\nE\nc6",
      "c1 <<E'F'G\n$(c2)\nEFG\nc3",
      "c1 <<-E\n\t$(c2)\n\tE\nc3",
      "c1 <<E; c2 <<F\n$(c3)\nE\n$(c4)\nF\nc5",
      "c1 <<E && c2\n$(c3)\nE\nc4",
      "c1 <<E | c2\n${x:-$(c3)} `c4`\nE\nc5",
      "if c1 <<E; then c2; fi\n$(c3)\nE\nc4",
      "while c9 <<E; do c1; done\n$(c2)\nE\nc3",
      "{ c1; } <<E\n$(c2)\nE\n(c3) <<E\n$(c4)\nE\nfor x in a; do c5; done <<E\n$(c6)\nE",
      "c1 <<E\nE\nc2 <<E\nE x\nE\nc3",
      "c1 <<E\nE \nE\nc2",
      "c1 <<E\n\\E\nE\nc2",
      "c1 <<E\na\\\nE\nE\nc2",
      "c1 <<'E'\na\\\nE\nc2",
      "c1 << E\\\nF\nx\nEF\nc2",
      "c1 <<\"E F\"\n$(c2)\nE F\nc3",
      "c1 <<$'E\\x46'\n$(c2)\nEF\n$E\\x46\nc3",
      "c1 <<$x\n$(c2)\n$x\nc3",
      "c1 <<\"$x\"\n$(c2)\n$x\nc3",
      "c1 <<`c2`\nx\n`c2`\nc3",
      "c1 <<E\n\\$(c2) \\`c3\\` \\\\$(c4)\nE",
      "c1 <<E\n\"$(c2 \"a b\")\" '$(c3)'\nE",
      "c1 \"$(c2 <<E\n$(c3) ) \"'\nE\n)\"; c4",
      "c1 $(c2 <<E)\nx\nE\nc3",
      "c1 $(c2 <<E\nx\nE); c3",
      "c1 $(c2 <<E\nx\nE\nc3; c4 a; c5)",
      "c1 $(c2 <<E; c3; c4\nE\n)",
      "c1 $(c2 <<E; c3; ! c4 a\nE\n)",
      "c1 $(c2 <<E; c3; [[ a ]]\nE\n)",
      "c1 $(c2 $(c3 <<E\nE\nc4; c5; c6; c7))",
      "c1 <<<\"$(c2) a\" b; c3 <<<a b; c4 <<< 'x' <<<y",
      "c1 <(c2 a) >(c3 b) <(c4 <(c5)); c6 <(c7) a",
      "c1 < <(c2); c3 > >(c4); c5 <<< <(c6)",
      "> f1; >f2 <<E\n$(c1)\nE\nc2",
      "c1 $(<f1) $(< f2) \"$(<$(c2))\"",
      "exec 3>f1; c1 >&3; exec 3>&-; c2",
      "c1 >\"$(c2)\" ; c3 2>$(c4) ; c5 >f$(c6)",
      "c1 <<E; }\nE\nc2",
      "f() { c1; } <<E\n$(c2)\nE\nf; f",
  });
}

TEST(Attacks, Expansion) {
  check({
      "x=c1; $x a; ${x} b; \"$x\" c; $x$y d; $y$x e; $y c2 f",
      "x='c1 a b'; $x c; \"$x\" d; eval \"$x\"; eval $x d",
      "x=c; ${x}1 a; c${y}2 b; ${y:-c3} d; ${x:+c4} e; ${z:=c5} f; $z g",
      "x=\"c1 a;c2 b\"; $x; eval \"$x\"",
      "IFS=,; x=c1,a,b; $x; c2 $x \"$x\"",
      "IFS=1; x=a1c2; c3 $x",
      "x=c1; x+=' a'; $x; a=(c2 b 'c d'); \"${a[@]}\"; ${a[@]}; ${a[0]} x; a+=(e); \"${a[@]}\"",
      "declare -A m=([k]=c1 [j]=c2); ${m[k]} a; \"${m[j]}\" b; m[l]=c3; ${m[l]} c",
      "set -- c1 a 'b c'; \"$@\"; $1 x; \"$*\"; $@ y; shift; c2 \"$@\" $#",
      "f() { c1 \"$@\" $# $1; shift; c2 \"$@\"; }; f a 'b c' d",
      "f() { local x=c1; $x; g; }; g() { $x a; }; f; x=c2; g",
      "f() { x=c1; }; f; $x a; ( x=c2 ); $x b; x=c3 | c4; $x c",
      "x=c1; y=x; ${!y} a; z=${!y}; $z b; n=2; c$n d; ${x/1/3} e; ${x%1}4 f; ${x#c}; ${x^^} g",
      "x=xc1x; ${x:1:2} a; y=${x#x}; ${y%x} b; ${x//x/} c; z=C1; ${z,,} d; ${z@L} e",
      "x='$(c1)'; c2 \"$x\" ${x@P}; c3 \"${x@Q}\"",
      "x='a[$(c1)]'; c2 $((x)); ((x)); [[ x -eq 0 ]]; c3",
      "x='$(c1)'; eval \"c2 $x\"; eval 'c3 $x'; eval c4 '$x'",
      "eval c1 a \\; c2 b; eval 'c3 a' ';' 'c4 b'; eval \"eval 'c5 a'\"; eval eval eval c6",
      "eval 'x=c1'; $x a; eval 'f() { c2; }'; f; eval \"c3 \\\"a b\\\"\"",
      "trap 'c1 a' EXIT; c2",
      "trap 'c1' ERR; c8; c2",
      "trap 'c1' DEBUG; c2; c3",
      "f() { trap 'c1' RETURN; c2; }; f",
      "trap -- 'c1' 0; trap - 0; c2; trap c3 EXIT",
      "shopt -s expand_aliases\nalias al='c1 x'\nal y",
      "shopt -s expand_aliases\nalias al='c1;c2'\nal y; \\c3",
      "shopt -s expand_aliases; alias al=c1; al; c2",
      "shopt -s expand_aliases\nalias al='c1 $(c2)'\nal; unalias al\nal; c3",
      "shopt -s expand_aliases\nalias al='f() { c1;' \nal }\nf",
      ". /dev/stdin <<'E'\nc1 a\nx=c2\nE\n$x b",
      ". <(echo c1 a); c2",
      "source /dev/stdin <<< 'c1 a; c2 b'",
      "c1() { c2 \"$@\"; }; c1 a; unset -f c1; command c3",
      "echo() { c1 \"$@\"; }; echo a; builtin echo b; command echo c; c2",
      "cd() { c1 \"$@\"; }; cd x; c2",
      "eval() { c1 \"$@\"; }; eval 'c2 a'; builtin eval 'c3 b'",
      "mapfile -t a <<< $'c1\\nc2'; ${a[0]} x; ${a[1]} y; readarray -t b <<E\nc3 z\nE\n${b[0]}",
      "read x y <<< 'c1 a b'; $x $y; read -r z <<E\nc2\nE\n$z",
      "printf -v x 'c%s' 1; $x a; printf -v y %s c2; \"$y\" b",
      "while read -r x; do $x a; done <<< c1; for x in c2 c3; do $x b; done",
      "for x in c1 c2; do for y in a b; do $x $y; [[ $y == a ]] && continue 2; done; done; c3",
      "for x in a b; do c1 $x; break; c2; done; while :; do c3; break; done",
      "until c1; do c2; done; while c9; do c3; done; c4",
      "let x=1 'y=$(c1)' ; let \"z=$(c2)\"; c3 $x",
      "x=5; c1 $((x+1)) $((x*2)) $((010)) $((0x1f)) $((2**3)) $((7/2)) $((x>3?1:2)) $((x++)) $x",
      "declare x=c1; $x; declare -n r=x; $r a; r=c2; $x b; typeset y=c3; $y; readonly z=c4; $z",
      "export x=c1; $x; env; unset x; $x c2; x= ; $x c3",
      "declare 'a[$(c1)]=1'; printf -v 'b[$(c2)]' x; read 'c[$(c3)]' <<< x; unset 'd[$(c4)]'; c5",
      "command c1 a; command -p c2; builtin c3; command command c4; command -v c5",
      "exec c1 a; c2",
      "(exec c1 a); c2",
      "c1; exit; c2",
      "c1; return 0; c2",
      "f() { c1; return; c2; }; f",
      "wait; c1 & wait $!; jobs; c2 &\nwait; c3",
      "PROMPT_COMMAND=c1; c2; BASH_ENV=x; c3",
      "hash -p /x/y c1; c2; enable -n echo; echo; c3",
      "c1 ${x[$(c2)]} ${a[1+$(c3)0]} ${#a[$(c4)]} ${!a[@]} ${a[@]:$(c5)0:1}",
      "c1 ${x:=$(c2)} $x ${y:?$(c3)}; c4",
      "c1 ${x:?a}; c2",
      "c1 \"${@:-$(c2)}\" \"${@}\" $*",
      "c1 ${x-`c2 \\`c3\\``} ${x-<(c4)}",
      "x=$(c1) y=`c2` z=\"$(c3)\" c4 $x; c5 $x",
      "x=1 y=$x c1 $y; x=2 eval 'c2 $x'; x=3 f() { c3; }",
      "a=(1 $(c1) [5]=$(c2) [$(c3)]=x); a[2]+=$(c4); a+=($(c5)); c6 ${a[5]}",
      "c1 *; c2 [ab]*; shopt -s nullglob; c3 nothing*; set -f; c4 *",
      "shopt -s extglob\nc1 @(a|b) !(c) ; c2 +([0-9])$(c3)",
      "pushd / ; c1 ~+; popd; dirs; cd /tmp && c2 $PWD; cd -; c3 $PWD",
      "c1 $_ a; c2 $_; c3 $$ $-; c4 $BASHPID $RANDOM $LINENO",
      "BASH_ARGV0=x; c1 \"${BASH_COMMAND}\"; c2 \"${FUNCNAME[0]}\"; f() { c3 $FUNCNAME; }; f",
      "set -- a; set b c; c1 \"$@\"; set -e; c8; c2",
      "set -n; c1",
      "set -u; c1 $nope; c2",
      "set -o noglob; c1 *",
      "{ c1; c2; } & wait; ( c3; c4 ) | c5",
      "command_not_found_handle() { c1 \"$@\"; }; nosuch a; c2",
      "select x in c1; do $x a; break; done <<< 1; c2",
      "getopts ab: o -a; c1 $o; getopts 'x' 'a[$(c2)]' -x; c3",
      "time c1 | c2; time { c3; }; time -p; c4; coproc time c5; wait",
      "c1 $(c2 | c3 && c4 || c5; c6 &) `c7`",
      "c1 \"$(c2 \"$(c3 \"$(c4 \"$(c5)\")\")\")\"",
  });
}

}  // namespace
}  // namespace gavel::differential
