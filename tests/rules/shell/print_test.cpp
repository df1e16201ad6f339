// The printers' law: parse, print, parse gives the same tree; and printing settles at once.
#include "rules/shell/print.h"

#include <gtest/gtest.h>

#include "rules/shell/parser.h"

namespace gavel::shell {
namespace {

TEST(ToBash, PrintsCanonicalText) {
  const struct {
    std::string_view text;
    std::string_view printed;
  } rows[] = {
      {"c1   a\t'b'  # c", "c1 a 'b'"},
      {"c1;c2\nc3&", "c1; c2; c3 & "},
      {">f c1 <g", "c1 > f < g"},
      {">f if", "> f if"},
      {"c1 a\\\nb", "c1 ab"},
      {"if c1\nthen c2\nfi", "if c1; then c2; fi"},
      {"f() { c1;}", "function f () { c1; }"},
      {"c1 $'\\x41\\n'", "c1 $'A\\012'"},
      {"c1 \"a\\\"$x\"", "c1 \"a\\\"$x\""},
      {"c1 `c2 \\`c3\\``", "c1 `c2 \\`c3\\``"},
      {"c1 <<E;c2\n$x\nE", "c1 <<E\n$x\nE\nc2"},
      {"for x do c1; done", "for x; do c1; done"},
      {"case x in a|b) c1;; esac", "case x in (a | b) c1 ;; esac"},
      {"! ! c1", "! ! c1"},
      {"time -p c1", "time -p -- c1"},
      {"declare -a x=(1 2) y", "declare -a x=(1 2) y"},
      {"c1 >&-c2", "c1 c2 >&-"},
      {"c1 $[1+2] $((1))", "c1 $[1+2] $((1))"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Tree tree = parse(std::string(row.text));
    ASSERT_TRUE(tree.ok()) << tree.troubles[0].why;
    EXPECT_EQ(to_bash(tree), row.printed);
    const Tree again = parse(to_bash(tree));
    EXPECT_EQ(dump(again), dump(tree));
    EXPECT_EQ(to_bash(again), to_bash(tree));
  }
}

// What libFuzzer found: each printed to another tree, or had a span outside of its source. Where
// bash itself stops, or would read what was printed otherwise, it is refused.
TEST(ToBash, WhatTheFuzzerFoundPrintsToTheSameTree) {
  const struct {
    std::string_view text;
    bool understood;
  } rows[] = {
      {"c1 <<A\n$(c2 <<E) b\nc\nE\nA\n", true},
      {"${x:1$'()'}", true},
      {"${x:$'?'}", false},
      {"${x:1$'?$(c1)'1:2}", false},
      {"$[$'$A'a]", false},
      {"$[$x$'b$(c1)']", false},
      {"${|3}<<D\n${ *}<<s", false},
      {"{\"`\\\"`\"", true},
      {"]] > <(c1)", false},
      {"c1; ]]", false},
      {"> ]] c1", true},
      {">1 $(()", true},
      {"$((2);$(()", true},
      {"$((c1)>&1$((c2);$(()", true},
      {"<< <(c1)\nx\n<(c1)\n", true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const Tree tree = parse(std::string(row.text));
    EXPECT_EQ(tree.ok(), row.understood) << (tree.ok() ? "" : tree.troubles[0].why);
    if (!tree.ok()) continue;
    const Tree again = parse(to_bash(tree));
    EXPECT_EQ(dump(again), dump(tree)) << to_bash(tree);
  }
}

TEST(ToBash, PrintsOneNode) {
  const Tree tree = parse("c1; c2 <<E\nx\nE\nc3");
  EXPECT_EQ(to_bash(tree, *tree.root->items[0].node), "c1");
  EXPECT_EQ(to_bash(tree, *tree.root->items[1].node), "c2 <<E\nx\nE\n");
}

TEST(Dump, EscapesControlBytesAndShowsWhatIsOpaque) {
  EXPECT_EQ(dump(parse("c1 $'\\e\\n'")), "simple\n  word 'c1'\n  word\n    ansi '\\x1b\\n'\n");
  EXPECT_EQ(dump(parse("c1; )")), "simple\n  word 'c1'\nopaque ')' because unexpected `)`\n");
}

}  // namespace
}  // namespace gavel::shell
