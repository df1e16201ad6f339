// What bash's documentation allows and nobody writes every day: each text is run by bash, and what
// it executed must be among what the analysis says, with the values it claims.
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

void check(const std::vector<std::string>& scripts) {
  const std::vector<Run> runs = run_bash(scripts);
  ASSERT_EQ(runs.size(), scripts.size());
  std::size_t executed = 0;
  for (std::size_t i = 0; i < scripts.size(); ++i) {
    SCOPED_TRACE(scripts[i]);
    ASSERT_TRUE(runs[i].judged);
    EXPECT_TRUE(runs[i].valid);
    executed += runs[i].executed.size();
    const rules::Analysis analysis = analysed_as_run(scripts[i]);
    EXPECT_TRUE(analysis.error.empty()) << analysis.error;
    EXPECT_FALSE(analysis.over_cap);
    const std::vector<Command> claims = claimed(analysis);
    for (const Argv& argv : runs[i].executed) {
      EXPECT_TRUE(std::any_of(claims.begin(), claims.end(),
                              [&](const Command& command) { return covers(command, argv); }))
          << "executed:" << told(argv);
    }
  }
  EXPECT_GT(executed, 2 * scripts.size());
}

TEST(Corners, OfTheGrammar) {
  check({
      R"s(c1 "${x:-"a b"}" ${x:-"a b" c} "${x:-'a b'}" ${x:-'a  b'} "${x:-a\ b}" ${x:-a\ b})s",
      R"s(c1 "${x:-"$(c2 "q r")"}" ${x:-`c3 "s t"`} "${x:-`c4 \"u v\"`}")s",
      R"s(c1 ${x:-${y:-${z:-"a $(c2 'b c')"}}})s",
      R"s(c1 "${x:+"no"}" "${x+no}" ${HOME:+yes} "${1:+"$1 $2"}")s",
      R"s(c1 "$( case a in a) c2 ;; b) c3 ;; esac )" $(case x in x) c4;; esac) c5)s",
      R"s(c1 $( # comment with ) and ' and "
c2 a ))s",
      R"s(c1 $(c2 # ) ' "
))s",
      R"s(c1 `c2 # comment`; c3)s",
      R"s(c1 `c2 \`c3 \\\`c4 \\\\\\\`c5\\\\\\\`\\\`\``)s",
      R"s(c1 "`c2 "a b" 'c d' \"e f\"`" `c3 \$x '\\' "\\\\"`)s",
      R"s(((c1 a); c2 b); ( (c3); (c4) ); ((c5) ))s",
      R"s((( (1+2)*3 )) && c1; ((1 == 1)) && c2; (( 0 )) || c3 ; (((1))) && c4)s",
      R"s([[ "a b" =~ a[[:space:]]b ]] && c1; [[ ab =~ (a)(b|c) ]] && c2 "${BASH_REMATCH[1]}"; [[ "x)" =~ \) ]] && c3; [[ a =~ ( |a) ]] && c4)s",
      R"s(re='^(a|b) c$'; [[ "a c" =~ $re ]] && c1; [[ $re =~ '(' ]] && c2)s",
      R"s(f-x() { c1 "$@"; }; f-x a; a.b() { c2; }; a.b; f+g() { c3; }; f+g; function [x] { c4; }; function f/g { c5; }; f/g)s",
      R"s(for for in for; do c1 $for; done; case case in case) c2;; esac; c3 if then fi)s",
      R"s(time -p ! c1; ! ! c2; time ! ! c3; ! time c4; time time c5)s",
      R"s(exec {fd}>f1; c1 >&$fd; exec {fd}>&-; c2 {fd}>&- ; c3 {a[0]}>f1)s",
      R"s(c1 <<-E
	a $(c2)
		b
	E
c3)s",
      R"s(c1 <<A <<B <<'C'; c2
$(c3)
A
$(c4)
B
$(c5 never)
C
c6)s",
      R"s(c1 <<"E"'F'\G$'H'
$(c2 never)
EFGH
c3)s",
      R"s(c1 <<\
E
$(c2)
E
c3)s",
      R"s(c\
1 a\
b "c\
d" 'e\
f' $\
{x:-g} $\
(c2) &\
& c3 |\
| c4 ; c5 >\
>f1)s",
      R"s(i\
f c1; th\
en c2; f\
i)s",
      R"s(c1 a	b  c)s",
      R"s(c1 $"a $(c2)" $'a\'b' $'\x41\u0042\103' "$'not'" )s",
      R"s(c1 <<E
$'a' $"b" '$(c2)' "$(c3)"
E)s",
      R"s(c1 "${x:-$'a\tb'}" ${x:-$'a b'} "${x-$"q"}")s",
      R"s(x=~ y=a:~/b z="~" w=~/"c d"; c1 $x $y "$z" "$w" ~+ a=~ --b=~/c)s",
      R"s(PATH=~/bin:~/sbin; c1 "$PATH"; export P=~/q:~; c2 "$P"; declare R=a:~; c3 "$R")s",
      R"s(c1 {1..5..2} {05..1..2} {a..e..2} {-3..3..3} {001..3} {1..3}{a,b} {a,{b,c}d}e {a\,b,c} {"a b",c} {} {a} {a,b)s",
      R"s(c1 {a..C} {Z..a..9} | c2)s",
      R"s(c1 x{,y}{,z} {{a,b},c} {,}{,} a{b}c {a,b}{ {x,y})s",
      R"s(x=1 : ; c1 "$x"; x=2 eval 'c2 $x'; c3 "$x"; x=4 export y=$x; c4 "$x$y")s",
      R"s(x=1 y=$x c1 "$y"; x=5; x=6 y=$x c2 $y; c3 $x $y)s",
      R"s(export x=a y="b c" z=$x; c1 "$x" "$y" $z; readonly q=$y; c2 "$q" $q)s",
      R"s(IFS=:; x=a:b::c; c1 $x; set -- $x; c2 $#; c3 "$*"; IFS=' :'; c4 $x; y=' a : b '; c5 $y)s",
      R"s(IFS=' '; x=$'a\tb c'; c1 $x; IFS=$'\n'; x=$'a b\nc'; c2 $x; IFS=; c3 $x)s",
      R"s(set -f; x='* ?'; c1 $x; set +f; c2 '*'; shopt -s nullglob; c3 zz* "zz*"; shopt -s failglob; c4 zz*; c5)s",
      R"s(set -- a 'b c' d; c1 "$@"; c2 $*; c3 "${@:2}"; c4 "${@: -1}" ${#} ${#@}; shift; c5 $1; shift 5; c6 $1; set -- "$@" e; c7 "$@")s",
      R"s(f() { c1 $# "$@"; shift; c2 "$@"; set -- z; c3 $1; }; set -- p; f a b; c4 $1)s",
      R"s(while getopts 'ab:' o -a -b v; do c1 $o $OPTARG; done; shift $((OPTIND-1)); c2 "$@")s",
      R"s((x=1; c1 $x); c2 "${x-unset}"; { x=2; }; c3 $x; x=3 | c4 $x; c5 $x; $(x=9); c6 $x)s",
      R"s(shopt -s lastpipe; c1 | read x; c2 "$x"; echo a b | read y z; c3 $y $z)s",
      R"s(f() { c1; f() { c2; }; }; f; f; unset -f f; f 2>/dev/null; c3)s",
      R"s(f() { local -n r=$1; r=new; c1 $r; }; v=old; f v; c2 $v)s",
      R"s(f() { local x=in; g; c1 $x; }; g() { x=changed; c2 $x; }; x=out; f; c3 $x)s",
      R"s(f() { [[ $1 -gt 0 ]] && { c1 $1; f $(($1-1)); }; }; f 2; c2)s",
      R"s(f() { c1; return 1; c2; }; f && c3 || c4; f || { c5; exit; }; c6)s",
      R"s(c8 && c1 || c2 && c3; c8 || c9 || c4; ! c8 && c5; c1 && c9 && c6; false || true && c7)s",
      R"s(if c8; then c1; elif c9; then c2; else c3; fi; until c1; do c4; done; while c8; do c5; done)s",
      R"s(case $1 in p) c1 ;;& [a-z]) c2 ;& x) c3 ;; *) c4;; esac; case "" in '') c5;; esac; case '*' in \*) c6;; esac)s",
      R"s(select x in a 'b c'; do c1 "$x" $REPLY; break; done <<< 2; c2 "$x")s",
      R"s(x=c1; y=' a  b '; $x $y "$y"; z="$x q"; $z; "$z" 2>/dev/null; eval $z; eval "$z"; eval "$x" '$y')s",
      R"s(a=(c1 'b c' d); "${a[@]}"; ${a[0]} ${a[1]}; ${a[*]}; a[0]=c2; "${a[@]:0:2}"; unset 'a[1]'; "${a[@]}"; c3 ${#a[@]} ${!a[@]})s",
      R"s(declare -A m=([a]=c1 ["b c"]=c2); ${m[a]} x; ${m[b c]} y; k='b c'; ${m[$k]} z; for k in "${!m[@]}"; do c3 "$k"; done)s",
      R"s(x=abc; c1 ${x:1} ${x:1:1} ${x: -2} ${x#a} ${x%c} ${x/b/X} ${x//[ac]/-} ${x^} ${x^^} ${#x} ${x:0:-1} ${x@Q} ${x@U})s",
  });
}

// What the lexer of bash and its expansions read in two ways.
TEST(Corners, OfQuotesInQuotes) {
  check({
      R"s(c1 "${y-"`c3 \"q r\"`"}" "${y#"`c4 \"q r\"`"}" $((${y-"`c5 \"1 r\"`"})) "${y-`c6 \"q r\"`}"; c2)s",
      R"s(c1 "x${y-"${z-"`c3 \"q r\"`"}"}" "${z-"${HOME#"`c4 \"q r\"`"}"}" "${q-"$((1+"`c5 \"0 r\"`"))"}")s",
      R"s(c1 "$${x-`c2 \"a b\"`}"'q'"`c3 \"a b\"`" "a$$(`c5 \"q r\"`) `c6 \"q r\"`" "$${x-$(c4 "`c7 \"q r\"`")}")s",
      R"s(c1 "$$(c2 b)"'$(c9)' "$$(case a in a) ;; esac)"'$(c9)' "$${x-}"'$(c9)'; c3; c4)s",
      R"s(declare -A v=(<(c1 <<E
it's
E
)'$(c2)'); v[<(c3 <<\E
$(c4)
E
)]=1; c5; c6; v=(${x:-<(c7 <<\E
$(c1)
E
)}); c7 k)s",
      R"s(declare -A v=([k]=<(c9 <<\E
`c5`
E
) j); v+=(<(c9 <<E
it"s
E
)'$(c1)'"'$(c2)'"); c3; c4)s",
      R"s(c1 `c2
c3 )
if c4` "$((c5
c6)
if c7
)"; c1 a)s",
      R"s(c1 <<E
$(c2) $(c3 <<F
$(c4)
F
) `c5` ${x-$(c6)}
E
c7)s",
      R"s(c8 && c1 ${ *~} "${ c2 }" ${a[1} ${a[$(c3)}; c4; c5; c6)s",
      R"s(c8 && c1 ${a[@]$((c3)l(c4))} "$((c1 a) fi;c2 b)"; c4; c5; c6)s",
      R"s(if<(c1) a; coproc c2 case<(c3) a; wait; c4; c5)s",
      R"s(c1 $((  '"' + $(c2 >&2) )); ((  c3 '"' )); c4 $(( $(c5 $'\'' >&2) + 1 )); c6)s",
      R"s(c1 {")\"${*:+"$(c4 x)a b"}",g.h}b {"${x-"$((1))${y}"}",c} {"${x-"$(c2 "a,b")"}",c}"${x-"$(c3 "a,b")"}")s",
      R"s(c1 "$((case ';' in
('$(c9 never)' | \*);; # )
esac && c3
if c2; then c4 b i=j; fi
))" ${y%<((case a in a) c5;; # )
esac))}; c6)s",
      R"s(c1 "$((c2 # )
c3 ) ; c4)" '$(c5)' "x")s",
      R"s(c1 >x{$(c2),b}; c3 <y{`c4`,"$(c5)"}; c6; c7)s",
      R"s(c1 {~,a}-k {~,a} {~,a}/x {~,a}root {~/a,b}c {a,~}x x{~,a}; c2; c3)s",
  });
}

// The names in a subscript are arithmetic, and so are their values.
TEST(Corners, OfSubscripts) {
  check({
      R"s(x='b[$(c1)]'; a[x]=1; c2; v=([x]=1); c3; a=(1); unset 'a[x]'; c4; read 'a[x]' <<< q; c5)s",
      R"s(x='b[$(c1)]'; printf -v 'a[x]' q; c2; declare 'a[y]=1' 'b[x]=2'; c3; test -v 'a[x]'; c4; c5)s",
      R"s(x='b[$(c1)]'; declare -n r='a[x]'; r=1; c2; y='a[x]'; c3 ${!y}; c4 {fd[x]}>f1; c5)s",
      R"s(for x in '`c9 never`' '$(c8)'; do v=(b [$x]=12); v[$x]=1; c1 ${v[$x]}; done; c2; c3)s",
      R"s(c6 "$( <<"EOF" c4 $((c5 a) )) <&0
EOF
c1)"; c7)s",
  });
}

TEST(Corners, OfValues) {
  check({
      R"s(x='a b'; c1 $x$ y$x$ {$x$,b}; c2 $/$x $x$"c" $x"$"; for y in $x$; do c3 "$y"; done)s",
      R"s(unset x; c1 ${x/#/b} "${x/%/b}" y${x//#/b}; c2; x=; c3 ${x/#/b} "${x/%/b}")s",
      // A process substitution without a command is nothing.
      "<() c1 a; c2 b <() >() c; c3 x<()y {<(),z}; c4 <(#c\n) $(c5 <() d)",
      // What a subscript or a value runs may change the very variable that is being read.
      R"s(x=(a b c); c1 "${x[$(c2 1)]}" ${x[$((0+1))]} "${x[1$(x=(z); c3 >&2)]}"; y=(d e); y="$(c4 f)"; c5 "${y[@]}")s",
      R"s(for x in 'a$(c1)' b; do y='$(c2)'; trap 'y=$x; c3' USR1; y='v$(c4)'; x="w$(c5)"; c6 "$y"; done)s",
      R"s(x='a*b'; c1 ${x#"a*"} "${x%'*b'}" "${x/\*/-}" "${x//[*]/+}"; p='a*'; c2 "${x#$p}" "${x#"$p"}")s",
      R"s(x=aXbXc; c1 ${x%%X*} ${x##*X} ${x%X*} ${x#*X} "${x/X/&-&}" "${x/X/\&}")s",
      R"s(x=5; c1 $((x+1)) $((x++)) $x $((++x)) $x $((x*=2)) $x $((x>3?1:0)) $((2**10)) $((017)) $((0xff)) $((36#z)) $((-7/2)) $((-7%3)) $((1<<4|1)))s",
      R"s(let x=3+4 y=x*2 'z = y > 10 ? 1 : 2'; c1 $x $y $z; ((x=10, y=x+1)); c2 $x $y; ((x--)) && c3 $x; for ((i=0;i<2;i++)); do c4 $i; done; c5 $i)s",
      R"s(x=y; y=c1; ${!x} a; declare -n n=y; $n b; eval "\$$x" c; z=${!x}2; c2 $z)s",
      R"s(shopt -s expand_aliases
alias a1='c1 '
alias a2='b c'
a1 a2 a2
alias a3='c3;c4'
a3 z
\a1 2>/dev/null
unalias a1; a1 2>/dev/null; c5)s",
      R"s(shopt -s expand_aliases; alias c1='c2 x'
c1 y; 'c1' z; "c1" w; c''1 v; command c1 u; $(c1 t))s",
      R"s(trap 'c1 "$x"' EXIT; x=1; trap 'c2' USR1; x=2)s",
      R"s(trap 'c1 $?' ERR; c8; trap - ERR; c8; trap 'c2' RETURN; f() { c3; }; f)s",
      R"s((trap 'c1 sub' EXIT; c2); trap 'c3 top' 0; c4; exit; c5)s",
      R"s(x='$(c1)'; c2 "$x" $x; eval "c3 $x"; c4 "${x@P}"; y="a[\$(c5)]"; : $((y)); [[ -v $y ]]; test -v "$y"; [[ 1 -eq y ]]; declare -i q=y; printf -v "$y" z; read "$y" <<< v; unset "$y")s",
      R"s(PS4='$(c1 >&2)'; set -x; c2; set +x; PS1='$(c3)'; PROMPT_COMMAND=c4; c5)s",
      R"s(. /dev/stdin <<< 'c1 a; x=5'; c2 $x; source <(echo 'c3 b'); . /dev/fd/0 <<'E'
c4 $x "$1"
return
c5
E
c6)s",
      R"s(echo 'c1 $1; x=q' > f7; . ./f7 arg; c2 $x $1; . f7; source ./f7 b c; c3 $x)s",
      R"s(mapfile -t a < <(echo c1; echo 'b c'); ${a[0]} "${a[1]}"; mapfile -t -s 1 b <<< $'x\ny'; c2 "${b[@]}"; mapfile -C 'c3 q' -c 1 d <<< x)s",
      R"s(read a b <<< 'x  y z'; c1 "$a" "$b"; read -r c <<< 'a\tb'; c2 "$c"; read d <<< 'a\b'; c3 "$d"; read -d: e <<< 'f:g'; c4 "$e"; read -n2 f <<< abc; c5 "$f"; IFS=, read g h <<< 1,2; c6 "$g" "$h"; read -a i <<< 'j k'; c7 "${i[@]}")s",
      R"s(printf -v x '%s-%d' a 5; c1 "$x"; printf -v y %q 'a b'; c2 "$y"; printf -v 'z[2]' q; c3 "${z[2]}"; printf -v w '%b' 'a\tb'; c4 "$w")s",
      R"s(cd sub; c1 $PWD; cd ..; c2 "$PWD" "$OLDPWD"; cd sub/two && c3 ~+; cd -; c4 $PWD; pushd sub; c5 $PWD; popd; c6 $PWD; (cd sub; c7 $PWD); c1 $PWD)s",
      R"s(cd nope || c1 $PWD; cd nope; c2 $PWD; cd ${u:-sub}; c3 $PWD; cd "$HOME"; c4 $PWD; cd; c5 $PWD; cd ./sub/../sub; c6 $PWD; cd -P .; c7 $PWD)s",
      R"s(coproc c1 a; wait; coproc N { c2 b; }; wait; c3 | c4 |& c5 & wait; { c6 & } ; wait)s",
      R"s(c1 > >(c2) 2> >(c3 >&2) < <(c4); wait; c5 <(c6) >(c7))s",
      R"s(set -k; c1 a=1 b; set +k; c2 a=1)s",
      R"s(set -o posix; x=1 :; c1 $x; x=2 eval :; c2 $x; set +o posix; x=3 :; c3 $x)s",
      R"s(declare -i n=3*4; c1 $n; n+=1; c2 $n; declare -u U=abc; c3 $U; U+=d; c4 $U; declare -l L; L=QED; c5 $L; declare -c C=abc; c6 $C)s",
      R"s(readonly R=1; R=2; c1 $R)s",
      R"s(readonly R=1; (R=2; c1 no); c2 $R; declare -r S=a; S=b c3; c4 $S)s",
      R"s(unset x; : ${x:=a b}; c1 $x "$x"; : "${y=$(c2)}"; c3 "$y"; c4 ${z:-${w:=v}} $w)s",
      R"s(c1 "$#" "$?" "$-" "$$" "$!" "$0" "$_" $LINENO $RANDOM $SECONDS $BASHPID $PPID $UID $BASH_VERSION $HOSTNAME $SHLVL $IFS)s",
      R"s(c1 a;c2 b&&c3 c||c4 d|c5 e&c6 f;(c7)&wait)s",
      R"s(c1 \# a#b #c
c2 '#'; c3 $#; c4 ${#}; c5 a\ #b)s",
      R"s(! c8; ! c1 | c2; ! (c3); ! { c4; }; ! [[ a ]]; ! ((0)))s",
      R"s({ c1; } > f1 2>&1 < /dev/null; ( c2 ) 3>&1; if c3; then c4; fi > f2; while c9; do :; done < f1; for i in 1; do c5; done | c6; case a in a) c7;; esac >f1)s",
      R"s(hash -p /nonexistent/x c9x; enable -n test; command -v c1; type c1 >/dev/null; builtin :; command c1 a; command -- c2; builtin command c3; command builtin eval 'c4'; command eval 'c5 b')s",
      R"s(compgen -F c1 x; compgen -C c2 x; compgen -W '$(c3)' x; complete -C c4 foo; bind -x '"a": c5' 2>/dev/null; c6)s",
      R"s(exec 5<<< 'c1 a'; . /dev/fd/5; c2)s",
      R"s(c1 a b c <<< x > f1 d 2>&1 e; <<< y c2 f; >f1 <f1 c3)s",
      R"s(x=(a b); y=("${x[@]}" c); c1 "${y[@]}"; y+=(d); c2 "${y[@]}" ${#y[@]}; z=(${y[@]/a/X}); c3 "${z[@]}"; w=([5]=p q [0]=r); c4 "${w[@]}" ${w[6]}; c5 "${x[-1]}" "${x[*]}")s",
      R"s(x=1; f() { local x; c1 "${x-unset}"; x=2; c2 $x; unset x; c3 "${x-unset}"; }; f; c4 $x)s",
      R"s(for x in a b; do for y in 1 2; do [[ $y == 2 ]] && continue 2; c1 $x$y; done; c2 no; done; for x in a b; do c3 $x; break 9; done; c4 $x)s",
      R"s(i=0; while :; do ((i++)); [[ $i == 2 ]] && continue; c1 $i; [[ $i == 3 ]] && break; done; c2 $i)s",
      R"s(x=a; while read -r l; do x=$l; done <<< $'p\nq'; c1 $x; x=b; echo r | while read -r l; do x=$l; done; c2 $x)s",
      R"s(x=$(c1; echo y); c2 "$x"; y=`c3`; c4 $y; z="$(echo 'a  b')"; c5 "$z" $z; w=$(echo a; echo); c6 "$w")s",
      R"s(c1 $(echo a b) "$(echo a b)" $(echo '*') `echo c`d$(echo e)f "$(echo "$(echo g)")" $(printf 'h\ni\n'))s",
      R"s(command_not_found_handle() { c1 "$@"; }; nosuchcmd a "b c"; c2)s",
      R"s(BASH_ALIASES[q]=c1; shopt -s expand_aliases
q a
c2)s",
      R"s(eval "$(echo c1 a)"; eval "`echo c2 b`"; eval c3 "\"a b\"" '$x'; eval 'c4 <<E
$(c5)
E'; eval ' c6 # x
c7')s",
      R"s(c1 "a
b" 'c
d' e\
f $'g\nh' "$(c2 'i
j')")s",
      R"s(c1 a & c2 b & wait; (c3 & c4; wait); { c5; c6; } & wait)s",
      R"s(: "$(c1)" $(c2) `c3`; true $(c4); false || : ${x:-$(c5)}; [ "$(c6)" ] && c7)s",
      R"s(echo $(( $(c1 >/dev/null; echo 3) + 1 )) > f1; read n < f1; c2 $n; c3 $(( $(echo 2) * 3 )))s",
      R"s(x="a b"; set -- $x; c1 $#; set -- "$x"; c2 $#; set -- ${x+"p q"} r; c3 $# "$@"; set -- ${nope+"p q"}; c4 $#)s",
      R"s(c1 ${x-"$@"} "${x-$@}" ${x-$*} "${x-"$*"}" "${@+"$@"}" ${1+"$@"})s",
      R"s(a=; c1 $a "$a" ''"$a" $a$a ${a:-x} ${a-y} "${a:+z}"; b="  "; c2 $b "$b" x$b y)s",
      R"s(x='a b'; y=$x; z="$x"; c1 $y "$z"; w=$y$z; c2 "$w"; v=${x}; u=p$x; c3 "$v" "$u"; export t=$x; c4 "$t"; local s=$x 2>/dev/null; c5 "$s")s",
      R"s(x=1; { x=2; c1 $x; } & wait; c2 $x; coproc { x=3; c3; }; wait; c4 $x; x=4 & wait; c5 $x)s",
      R"s([[ -n $x ]] || x=d; c1 "$x"; [ -z "$y" ] && y=e; c2 "$y"; test -n "$z" || z=f; c3 "$z"; : "${w:=g}"; c4 $w)s",
      R"s(if [[ a == b ]]; then x=1; else x=2; fi; c1 $x; if true; then y=3; fi; c2 $y; case x in y) z=4;; *) z=5;; esac; c3 $z; ((1)) && w=6; c4 $w)s",
      R"s(c1 -- -a --b=c -d=e +f @g %h ^i ,j .k :l /dev/null =m ~n ]o }p !q)s",
      R"s(c1 a! "b!c" 'd!' !e \!f; c2 ^a^b)s",
  });
}

}  // namespace
}  // namespace gavel::differential
