#include "tests/differential/states.h"

#include <string_view>

#include "tests/differential/dice.h"

namespace gavel::differential {
namespace {

// In a template: %n a variable, %a an array, %m an associative array, %c a command, %V a value as a
// word, %T bare text, %u a use of something, %U two or three of them, %B a block of statements,
// %L one line of statements, %N a small number, %f a function, %d a folder, %% a percent sign.
constexpr std::string_view uses[] = {
    "$%n",
    "\"$%n\"",
    "${%n}",
    "a$%n",
    "\"a ${%n} b\"",
    "$%n$%n",
    "${%n:-%T}",
    "${%n-%T}",
    "${%n:+%T}",
    "${%n+%T}",
    "${%n:=%T}",
    "\"${%n:-$%n}\"",
    "${%n#a}",
    "${%n##*a}",
    "${%n%b}",
    "\"${%n%%%%b*}\"",
    "${%n%%?}",
    "${%n/a/X}",
    "${%n//b/}",
    "\"${%n//[ab]/-}\"",
    "${%n/#a/Y}",
    "${%n/%%b/Z}",
    "${%n:1}",
    "${%n:0:2}",
    "${%n: -1}",
    "${%n:1:-1}",
    "${#%n}",
    "${%n^}",
    "${%n^^}",
    "${%n,,}",
    "${%n~~}",
    "${%n@U}",
    "${%n@Q}",
    "\"${%n@L}\"",
    "${!%n}",
    "${%a[0]}",
    "${%a[1]}",
    "\"${%a[%N]}\"",
    "${%a[-1]}",
    "${%a[@]}",
    "\"${%a[@]}\"",
    "\"${%a[*]}\"",
    "${%a[*]}",
    "${#%a[@]}",
    "${!%a[@]}",
    "$%a",
    "\"${%a[@]:1}\"",
    "\"${%a[@]/a/b}\"",
    "${%a[%n]}",
    "${%m[k]}",
    "\"${%m[a b]}\"",
    "${%m[$%n]}",
    "$1",
    "\"$2\"",
    "$3",
    "$#",
    "\"$@\"",
    "$*",
    "\"$*\"",
    "\"${@:2}\"",
    "${@: -1}",
    "\"${*%%a}\"",
    "$((1+2))",
    "$((%N*%N))",
    "$((i+1))",
    "$((i++))",
    "$((i>1?2:3))",
    "$((010+0x1f))",
    "$[%N-1]",
    "$i",
    "$PWD",
    "~/x",
    "~+",
    "\"$HOME\"",
    "$OLDPWD",
    "{a,$%n}",
    "{1..3}",
    "x{%T,%T}",
    "*",
    "[ab]*",
    "\"*\"",
    "'$%n'",
    "\\$%n",
    "\"\\$%n\"",
    "$(echo %T)",
    "\"$(echo a b)\"",
    "$(printf '%%s-' %T %T)",
    "`echo $%n`",
    "$(echo \"$%n\")",
    "$'a\\tb'",
    "\"\"",
    "''",
    "$%n''",
    "%n=$%n",
    "a:~",
    "--x=~/a",
    "-%n",
    "$(%c a)",
    "$_",
    "${%n+set}",
    "${REPLY}",
    "$opt",
};

constexpr std::string_view values[] = {
    "a",
    "b",
    "ab",
    "c1",
    "c2",
    "''",
    "'a b'",
    "'a  b '",
    "' c1 a '",
    "a:b:c",
    "a,b",
    "'*'",
    "'a*'",
    "'[ab]'",
    "'$x'",
    "\"$%n\"",
    "$%n",
    "%N",
    "a%N",
    "$%n$%n",
    "\"a $%n\"",
    "${%n:-b}",
    "$((1+2))",
    "$(echo a)",
    "'a\nb'",
    "$'a\\tb'",
    "\"it's\"",
    "a\\ b",
    "'c3 x'",
    "~",
    "~/x",
    "a:~/x",
    "$1",
    "\"$@\"",
    "\"$*\"",
    "${%a[1]}",
    "\"${%a[@]}\"",
    "'~'",
    "{a,b}",
    "Ab",
    "'x;y'",
    "x",
    "y",
    "'-n'",
    "i",
    "'1+2'",
    "\\a",
    "*",
};

constexpr std::string_view texts[] = {"a", "b", "ab", "a:b", "x", "7", "c1", "B", "abba"};

constexpr std::string_view statements[] = {
    "%c %U",
    "%c %U",
    "%c %U",
    "%c %U",
    "%c %U",
    "%n=%V",
    "%n=%V",
    "%n=%V",
    "%n+=%V",
    "%n=%V; %c \"$%n\" $%n",
    "%n=%V %n=$%n",
    "%n=%V %c %U",
    "%n=%V %n=$%n %c %U",
    "%n=c4; $%n %U",
    "%n='c5 a'; $%n %U",
    "%n=c; ${%n}6 %U",
    "$%n %c %U",
    "%n=%V :; %c $%n",
    "%n=%V eval 'c7 $%n'; %c $%n",
    "%n=%V export %n; %c $%n",
    "%a=(%V %V)",
    "%a=(%V \"$%n\" %V)",
    "%a=([2]=%V %V [0]=%V)",
    "%a+=(%V)",
    "%a[%N]=%V",
    "%a[i]=%V",
    "%a=(%V); %c \"${%a[@]}\"",
    "%a=($%n); %c \"${#%a[@]}\" ${%a[0]}",
    "%a=%V",
    "unset '%a[0]'",
    "unset '%a[1]'; %c \"${%a[@]}\" ${%a[1]}",
    "%a=(a b c); unset '%a[1]'; %c \"${%a[@]}\" ${%a[1]} ${%a[2]} ${#%a[@]}",
    "declare -a %a=(%V %V)",
    "local -a %a=(%V)",
    "declare -A %m=([k]=%V [a b]=%V)",
    "declare -A %m; %m[k]=%V; %m[$%n]=%V",
    "unset %n",
    "unset %n; %c ${%n-gone} $%n",
    "unset -v %n",
    "declare %n=%V",
    "declare %n=%V; %c $%n",
    "export %n=%V",
    "readonly r%N=%V; %c $r%N",
    "declare -i i=1+%N; %c $i",
    "declare -i i; i=%N*2; %c $i",
    "declare -u %n; %n=%V; %c \"$%n\"",
    "declare -l %n=AbC; %c \"$%n\"; declare +l %n",
    "declare -u %n=%V; %c \"$%n\"",
    "declare -n ref=%n; ref=%V; %c \"$%n\" $ref; unset -n ref",
    "declare -n ref=%n; %c $ref; %n=%V; %c $ref; unset -n ref",
    "typeset %n=%V",
    "let i=%N+1; %c $i",
    "((i=%N)); %c $i",
    "((i++)); %c $i",
    "((i+=2, i*=2)) && %c $i",
    "i=%N; %c $((i++)) $i $((++i))",
    "i=$((i+1)); %c $i",
    "(( %N > 2 )) && %n=%V; %c $%n",
    "read %n <<< %V; %c \"$%n\"",
    "read -r %n <<< \"$%n\"; %c \"$%n\"",
    "read %n %n <<< 'a b c'; %c \"$%n\"",
    "read -a %a <<< 'a b'; %c \"${%a[@]}\"",
    "IFS=: read -r %n %n <<< a:b:c; %c \"$%n\"",
    "IFS=, read -ra %a <<< 'a,b c'; %c \"${%a[@]}\"",
    "read <<< 'a b'; %c \"$REPLY\"",
    "mapfile -t %a <<< $'a\\nb c'; %c \"${%a[@]}\"",
    "mapfile %a < <(echo a); %c \"${%a[0]}\"",
    "readarray -t %a <<E\na\n$%n\nE\n%c \"${%a[@]}\"",
    "printf -v %n '%%s-%%s' %V b; %c \"$%n\"",
    "printf -v %n %V; %c \"$%n\"",
    "printf -v '%a[1]' %%s %V; %c \"${%a[@]}\"",
    "printf -v %n '%%d' %N; %c $%n",
    "%n=$(echo %V); %c \"$%n\"",
    "%n=$(printf %%s %V); %c \"$%n\"",
    "%n=\"$(echo $%n)\"; %c \"$%n\"",
    "%n=`echo %T`; %c $%n",
    "%n=$(%c a; echo b); %c \"$%n\"",
    "%n=$(echo a; echo b); %c $%n",
    "%n=$(echo -n a); %c \"$%n\"",
    "%n=$(echo -e 'a\\tb'); %c \"$%n\"",
    "set -- %V %V; %c \"$@\" $# $1",
    "set -- %V; %c \"$*\" $*",
    "set -- $%n; %c $# \"$@\"",
    "set -- a b c; shift; %c $1 $#",
    "set -- a b c; shift 2; %c $1 $#",
    "shift; %c \"$@\" $#",
    "set -- \"$@\" %V; %c \"$@\"",
    "set a 'b c'; %c \"$2\"",
    "set --; %c $# \"$@\"",
    "set -f; %c *; set +f",
    "set -u; %c a; set +u",
    "set -k; %c %n=%V a; set +k",
    "set -e; %c a; set +e",
    "IFS=:",
    "IFS=,; %c $%n",
    "IFS=:; %c $%n \"$*\" $*; unset IFS",
    "IFS=; %c $%n \"$*\"; unset IFS",
    "IFS=a; %n=bab; %c $%n; unset IFS",
    "IFS=$' \\t\\n'",
    "unset IFS",
    "IFS=x %c $%n",
    "local IFS=:; %c $%n",
    "cd %d; %c $PWD $OLDPWD",
    "cd %d && %c $PWD",
    "cd %d || %c $PWD",
    "cd ${%n:-sub}; %c $PWD",
    "cd; %c $PWD",
    "cd -; %c $PWD",
    "cd ..; %c $PWD; cd \"$OLDPWD\"",
    "(cd %d; %c $PWD); %c $PWD",
    "pushd %d; %c $PWD; popd; %c $PWD",
    "pushd %d; pushd; %c $PWD; popd; popd; %c ~+",
    "cd nowhere; %c $PWD",
    "cd nowhere && %c $PWD; %c $PWD",
    "PWD=%T; %c $PWD",
    "CDPATH=sub cd two; %c $PWD",
    "HOME=%V; %c ~ \"$HOME\"",
    "HOME=/h; cd; %c ~/y",
    "if %c; then\n%Bfi",
    "if %c; then\n%Belse\n%Bfi\n%c %U",
    "if [[ $%n == a ]]; then %n=%V; else %n=%V; fi\n%c $%n",
    "if false; then\n%Bfi",
    "if true; then %n=%V; fi; %c $%n",
    "[[ -n $%n ]] && %n=%V; %c $%n",
    "[ \"$%n\" = a ] || %n=%V\n%c $%n",
    "%c && { %n=%V; %c $%n; }; %c $%n",
    "c8 || %n=%V; %c $%n",
    "c8 && %n=%V; %c $%n",
    "true && %n=%V; %c $%n",
    "false && %n=%V; %c $%n",
    "! true || %n=%V; %c $%n",
    "%c | %n=%V; %c $%n",
    "echo a b | read %n; %c $%n",
    "shopt -s lastpipe; echo a | read %n; %c $%n",
    "echo a | { read %n; %c $%n; }",
    "echo %V | while read -r %n; do %c \"$%n\"; done",
    "( %n=%V; %c $%n ); %c $%n",
    "{ %n=%V; %c $%n; }; %c $%n",
    "{ %n=%V; } & wait; %c $%n",
    "%n=%V & wait; %c $%n",
    "for %n in %V %V; do %c \"$%n\"; done; %c $%n",
    "for %n in %V %V; do\n%Bdone; %c $%n",
    "for %n in; do %c; done; %c $%n",
    "for %n; do %c \"$%n\"; done",
    "for %n in \"$@\"; do %c \"$%n\"; shift; done; %c $#",
    "for %n in a b c; do [[ $%n == b ]] && continue; %c $%n; done; %c $%n",
    "for %n in a b c; do [[ $%n == b ]] && break; %c $%n; done; %c $%n",
    "for %n in a b; do break; %c x; done; %c $%n",
    "for %n in a b; do continue; %c x; done; %c $%n",
    "for %n in a b; do %n=%V; continue; %n=no; done; %c $%n",
    "for %n in a b; do for %n in c d; do continue 2; %c x; done; %c y; done; %c $%n",
    "for i in 1 2 3; do %n=$%n$i; %c $%n; done; %c $%n",
    "for ((i=0; i<2; i++)); do %c $i; done; %c $i",
    "for ((i=0; i<3; i++)); do %n+=$i; done; %c $%n $i",
    "for %n in {a,b}%N; do %c $%n; done",
    "for %n in $(echo a b); do %c $%n; done",
    "for %n in \"${%a[@]}\"; do %c \"$%n\"; done",
    "i=0; while ((i<2)); do %c $i; ((i++)); done; %c $i",
    "i=0; until [[ $i == 2 ]]; do i=$((i+1)); %c $i; done; %c $i",
    "while true; do %n=%V; break; %n=no; done; %c $%n",
    "while :; do %c $%n; %n=%V; [[ $j ]] && break; j=1; done; j=; %c $%n",
    "case $%n in a) %c a;; *) %c b;; esac",
    "case $%n in a) %n=%V;; b|ab) %n=%V;& *) %n+=z;; esac; %c $%n",
    "case a in a) %n=%V;; esac; %c $%n",
    "case x in a) %n=%V;; esac; %c $%n",
    "select %n in a b; do %c $%n $REPLY; break; done <<< 2",
    "%f() { %c \"$@\" $#; }; %f %V %V",
    "%f() { local %n=%V; %c $%n; }; %f; %c $%n",
    "%f() { %n=%V; }; %f; %c $%n",
    "%f() { local %n; %n=%V; g2; }; g2() { %c $%n; }; %f; %c $%n",
    "%f() { local %n=$1 i=$2; shift; %c $%n $i \"$@\"; }; %f %V %N; %c $i",
    "%f() { declare -g %n=%V; }; %f; %c $%n",
    "%f() { return; %n=no; }; %f; %c $%n",
    "%f() { if c1; then return; fi; %n=%V; }; %f; %c $%n",
    "%f() { [[ $1 ]] || return; %c $1; %f; }; %f a; %c $1",
    "%f() { (($1)) || return; %c $1; %f $(($1-1)); }; %f 3",
    "%f() { echo %T; }; %n=$(%f); %c $%n",
    "%f() { set -- z; %c $1; }; %f y; %c $1",
    "%f() { %c $1; }; %f() { c2 $1 b; }; %f a",
    "%f() { unset %n; %c ${%n-none}; }; %f; %c $%n",
    "%f() { local %n=l; unset %n; %c ${%n-none}; }; %f; %c $%n",
    "%f() { local -n o=$1; o=%V; }; %f %n; %c $%n",
    "%f() { local %n=%V; eval 'c3 $%n'; }; %f",
    "%f() ( %n=%V; %c $%n ); %f; %c $%n",
    "%f() { %c $FUNCNAME $1; }; %n=%V %f $%n; %c $%n",
    "unset -f %f; %f x; %c y",
    "eval '%n=%V'; %c $%n",
    "eval \"%n='a b'\"; %c $%n",
    "eval '%c' '$%n' b",
    "eval \"%c \\$%n $%n\"",
    "eval 'set -- e f'; %c $1",
    "eval \"%c ${%n}\"",
    "eval 'for %n in a b; do c2 $%n; done'; %c $%n",
    "eval $%n",
    "shopt -s expand_aliases\nalias al='%c %T'\nal %u\nunalias al",
    "shopt -s expand_aliases\nalias al='%c ' bl='x y'\nal bl %u\nunalias al bl",
    "shopt -s expand_aliases\nalias al='%n=b; '\nal c3 $%n\nunalias al",
    "shopt -s expand_aliases\nalias al=c4\nalias bl='al z'\nbl %u\n\\al; 'al'\nunalias al bl",
    "shopt -s expand_aliases\nalias c5='c5 -q'\nc5 %u\nunalias c5",
    "shopt -s expand_aliases\nalias al='if true; then c6'\nal a; fi\nunalias al",
    "shopt -s expand_aliases\nalias al='c7 $('\nal echo a)\nunalias al",
    "source /dev/stdin <<'E'\n%Lc1 $%n\nE\n%c $%n",
    "source /dev/stdin <<E\nc1 $(c2 $%n) \\$%n\n%n=%T\nE\n%c $%n",
    ". /dev/stdin <<< '%n=s; c3 $%n'; %c $%n",
    ". /dev/stdin a b <<< 'c3 $1 $#'; %c $1 $#",
    ". <(echo 'c4 s'); %c $1",
    "source <(echo '%n=p'); %c $%n",
    "trap 'c5 $%n' EXIT; %n=%V",
    "trap 'c6 t' DEBUG; %c a; trap - DEBUG",
    "trap '%n=t' ERR; c8; %c $%n; trap - ERR",
    "PS4='$(c7 p)'; set -x; %c a; set +x; unset PS4",
    "%n='$(c3 q)'; %c \"${%n@P}\" \"$%n\"; %n=",
    "%n='a[$(c4 q)]'; ((%n)); [[ -v $%n ]]; %n=",
    "%n='b[$(c4 w)]'; test -v \"$%n\"; [[ $%n -eq 0 ]]; %n=",
    "mapfile -C 'c5 m' -c 1 -t %a <<< $'a\\nb'",
    "compgen -C 'c6 g'; compgen -F c7 x",
    "compgen -W '$(c2 w)' ; compgen -W 'a b'",
    "coproc c1 z; wait; %c k",
    "set -- ab; while getopts ab opt; do %c $opt; done; OPTIND=1",
    "getopts x: opt -x v; %c $opt $OPTARG; OPTIND=1",
    "command %c %U; builtin eval '%c b'",
    "command -v %c; type %c; hash; %c a",
    "%c <<< \"$%n\" >f%N; %c b",
    "%c $(<f1) \"$(< f2)\"",
    "echo a >f3; read %n <f3; %c $%n",
    "echo '%c fromfile' >f4; . ./f4; source f4",
    "exec 3<&0; %c a; exec 3<&-",
    "exec {fd}<&0; %c a; exec {fd}<&-",
    "%n=%V; declare -p %n; typeset -p %n; %c $%n",
    "%c ${BASH_VERSION%%%%.*} $BASH_SUBSHELL",
    "shopt -s nullglob; %c none*; shopt -u nullglob",
    "shopt -s extglob\n%n=aab; %c ${%n##+(a)} ${%n/@(a|b)/-}",
    "shopt -s nocasematch; [[ A == a ]] && %c n; shopt -u nocasematch",
    "[[ ab =~ (a)(b) ]] && %c \"${BASH_REMATCH[1]}\"",
    "%c \"$%n\"\"$%n\" '$%n'\"$%n\"",
    "%c a # $%n",
    "exit_now() { exit; }; (exit_now; %c no); %c yes",
    "(exit; %c no); %c yes",
    "%f() { return 3; %c no; }; %f && %c no || %c yes",
    "time %c %U",
    "! %c %U",
    "time -p { %c %U; }",
    "%n=1 %n+=2 %c $%n; %c $%n",
    "%n=(a b)\n%n=c; %c \"${%n[@]}\"; unset %n",
    "%n=%V; %n[1]=z; %c \"${%n[@]}\" $%n; unset %n",
    "export %n; %n=%V; %c $%n; export -n %n",
    "readonly q%N; q%N=a; %c x",
    "local %n=%V; %c $%n",
    "wait; jobs; %c $!x",
    "%c $((x=5)) $x; x=",
    "%c ${y:=a b} \"$y\"; y=",
    "%c ${z:?gone}; %c x",
    "(: ${u:?gone}; %c no); %c x",
    "%c \"${1-none}\" ${2:-'a b'} ${9-x}",
    "RANDOM=1; %c x; SECONDS=0; %c ${SECONDS}",
    "%c $LINENO",
    "DIRSTACK=x; %c a",
    "GROUPS=z; %c ${#GROUPS}",
    "declare -r %n2=a; %n2=b; %c x",
};

class Filler {
 public:
  explicit Filler(std::uint64_t seed)
      : dice_(seed ^ 0x57a7e5), fuel_(6 + static_cast<int>(dice_.below(14))) {}

  std::string script() {
    std::string out;
    const std::size_t size = 3 + dice_.below(7);
    for (std::size_t i = 0; i < size; ++i) out += statement() + (dice_.percent(85) ? "\n" : "\n\n");
    return out + "c9 $x \"$y\" ${z} \"${a[@]}\" $# $i $PWD\n";
  }

 private:
  template <std::size_t n>
  std::string from(const std::string_view (&rows)[n]) {
    return fill(rows[dice_.below(n)]);
  }

  std::string statement() {
    if (--fuel_ < 0) return "c1 $x";
    return from(statements);
  }

  std::string block() {
    std::string out;
    for (std::size_t i = 1 + dice_.below(2); i-- > 0;) out += statement() + "\n";
    return out;
  }

  std::string fill(std::string_view row) {
    std::string out;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] != '%' || i + 1 == row.size()) {
        out += row[i];
      } else {
        out += slot(row[++i]);
      }
    }
    return out;
  }

  std::string slot(char letter) {
    switch (letter) {
      case 'n':
        return std::string(dice_.pick({"x", "x", "y", "z"}));
      case 'a':
        return std::string(dice_.pick({"a", "a", "b"}));
      case 'm':
        return "m";
      case 'c':
        return std::string(dice_.pick({"c1", "c2", "c3", "c4", "c5", "c6", "c7"}));
      case 'f':
        return std::string(dice_.pick({"f", "g", "f-1"}));
      case 'd':
        return std::string(dice_.pick({"sub", "./sub", "sub/two", ".", "$x", "\"$y\"", "sub/.."}));
      case 'N':
        return std::to_string(dice_.below(5));
      case 'T':
        return from(texts);
      case 'V':
        return --fuel_ < -20 ? "a" : from(values);
      case 'u':
        return --fuel_ < -20 ? "$x" : from(uses);
      case 'U':
        return dice_.percent(30) ? slot('u')
                                 : slot('u') + " " + slot('u') +
                                       (dice_.percent(40) ? " " + slot('u') : std::string());
      case 'B':
        return block();
      case 'L':
        return "x=" + slot('V') + "\n";
      default:
        return std::string(1, letter);
    }
  }

  Dice dice_;
  int fuel_;
};

}  // namespace

std::string generate_states(std::uint64_t seed) {
  return Filler(seed).script();
}

}  // namespace gavel::differential
