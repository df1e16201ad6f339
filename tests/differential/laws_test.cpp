// A command stays in sight whatever it is wrapped in: everything that x alone runs is among what
// every wrapping of x runs.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "tests/differential/analysed.h"

namespace gavel::differential {
namespace {

using Row = std::vector<std::optional<std::string>>;

std::string told(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    for (const auto& word : row) text += " [" + word.value_or("?") + "]";
    text += "\n";
  }
  return text;
}

std::string single(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string doubled(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (std::string_view("$`\"\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out + "\"";
}

std::vector<std::string> wrapped(const std::string& x) {
  return {"( " + x + "\n)",
          "{ " + x + "\n}",
          x + "\ntrue",
          "true && { " + x + "\n}",
          "false || { " + x + "\n}",
          "if true; then " + x + "\nfi",
          "for i in a; do " + x + "\ndone",
          "case a in a) " + x + "\n;; esac",
          "sh -c " + single(x),
          "bash -lc " + doubled(x),
          "bash -c \"bash -c " + doubled(single(x)).substr(1, doubled(single(x)).size() - 2) + "\"",
          "eval " + single(x),
          "eval eval " + single(single(x)),
          "env bash -c " + single(x),
          "sudo -u u sh -c " + single(x),
          "trap " + single(x) + " EXIT",
          "echo $(" + x + "\n)",
          "echo \"$(" + x + "\n)\"",
          "echo \"a ${v:-$(" + x + "\n)} b\"",
          "v=$(" + x + "\n)",
          "cat <(" + x + "\n)",
          "tee >(" + x + "\n)",
          "sh <<'EOF'\n" + x + "\nEOF",
          "bash <<< " + single(x),
          "echo " + single(x) + " | sh",
          "printf '%s\\n' " + single(x) + " | bash -s",
          ". /dev/stdin <<'EOF'\n" + x + "\nEOF",
          "cat <<EOF\n$(" + x + "\n)\nEOF",
          "f() { " + x + "\n}; f",
          "function f { " + x + "\n}; f",
          "g() { f; }; f() { " + x + "\n}; g",
          "coproc P { " + x + "\n}",
          "nohup bash -c " + single(x) + " &",
          "xargs -I{} sh -c " + single(x),
          "find . -exec sh -c " + single(x) + " \\;",
          "text=" + single(x) + "; eval \"$text\"",
          "cmd=" + single(x) + "; bash -c \"$cmd\""};
}

// Not every text reads the same between double quotes or after an alias; these do.
const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = {
      "c1 a",
      "c1 'a b' \"c d\" e\\ f",
      "\\c1 a",
      "'c1' a",
      "c''1 a",
      "$'c\\x31' a",
      "c1 a | c2 b |& c3",
      "c1 && c2 || c3; c4",
      "! c1",
      "time -p c1 a",
      "c1 & c2",
      "A=1 B=2 c1 b",
      ">f c1 a 2>&1 </dev/null",
      "c1 >/dev/null -rf a",
      "if c1; then c2; elif c3; then c4; else c5; fi",
      "while c1; do c2; done",
      "until c1; do c2; break; done",
      "for i in a b; do c1 $i; done",
      "for ((i=0; i<$(c1); i++)); do c2; done",
      "select s in a; do c1; done",
      "case $(c1) in a) c2;; (b|c) c3;& *) c4;;& esac",
      "[[ -n $(c1) && a == @(b|c) && x =~ ^(a|b)$ ]] && c2",
      "(( $(c1) + 1 )) || c2",
      "c1 <<< \"$(c2)\"",
      "c1 `c2 \\`c3 d\\``",
      "c1 {a,b}{1..3}",
      "c1 ${x:-$(c2)} ${y/$(c3)/`c4`}",
      "a=($(c1) b); c2 \"${a[1]}\"",
      "declare -A m=([k]=$(c1)); c2",
      "f1() { c1 a; }; f1",
      "f1 () ( c1 ) >f; f1",
      "x=c1; $x a",
      "set -- a b; c1 \"$@\"",
      "bash -c 'c1 \"$1\"' _ q",
      "eval 'c1 a; c2'",
      "{ c1; c2; } >f",
      "exec 3>f; c1 >&3",
      "c1 a # comment",
      "c1 \\\n a",
      "coproc Q { c1; }",
      "cd sub && c1 a",
      "c1 <(c2) >(c3)",
      "export A=1; c1",
      "c1 a;c2 b;",
      "command c1 a; builtin eval 'c2 b'; exec c3",
  };
  return all;
}

TEST(Laws, WhatIsWrappedStaysInSight) {
  for (const std::string& x : texts()) {
    const rules::Analysis alone = analysed(x, "/r");
    ASSERT_TRUE(alone.error.empty()) << x << ": " << alone.error;
    ASSERT_FALSE(alone.commands.empty()) << x;
    for (const std::string& text : wrapped(x)) {
      SCOPED_TRACE(text);
      const rules::Analysis analysis = analysed(text, "/r");
      EXPECT_TRUE(analysis.error.empty()) << analysis.error;
      for (const Row& row : alone.commands) {
        const bool seen = std::find(analysis.commands.begin(), analysis.commands.end(), row) !=
                          analysis.commands.end();
        EXPECT_TRUE(seen) << "missing:" << told({row}) << "seen:\n" << told(analysis.commands);
      }
    }
  }
}

TEST(Laws, ASimpleCommandStaysInSightBehindItsCarriers) {
  for (const char* carrier :
       {"env", "env A=1", "nohup", "nice -n 5", "command", "exec", "sudo", "timeout 5", "setsid",
        "stdbuf -o0", "xargs", "time", "builtin command", "/usr/bin/env", "find . -exec"}) {
    const std::string tail = std::string_view(carrier).starts_with("find") ? " \\;" : "";
    const std::string text = std::string(carrier) + " c1 'a b'" + tail;
    SCOPED_TRACE(text);
    const rules::Analysis analysis = analysed(text, "/r");
    const bool seen = std::any_of(
        analysis.commands.begin(), analysis.commands.end(),
        [](const Row& row) { return row.size() >= 2 && row[0] == "c1" && row[1] == "a b"; });
    EXPECT_TRUE(seen) << told(analysis.commands);
  }
}

}  // namespace
}  // namespace gavel::differential
