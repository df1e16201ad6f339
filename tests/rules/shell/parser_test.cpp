// The parser: golden trees by construct, refusals, caps, spans, and work that grows with the text.
#include "rules/shell/parser.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <gtest/gtest.h>

#include "rules/shell/print.h"
#include "tests/rules/shell/adversarial.h"

namespace gavel::shell {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string name;
  std::string input;
  std::string expected;
};

// "=== name", the input, "---", the tree. The input ends before its last newline.
std::vector<Case> read_cases(const fs::path& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  bool in_tree = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("=== ")) {
      cases.push_back({line.substr(4), {}, {}});
      in_tree = false;
    } else if (line == "---" && !cases.empty()) {
      in_tree = true;
    } else if (!cases.empty()) {
      std::string& to = in_tree ? cases.back().expected : cases.back().input;
      to += line + "\n";
    }
  }
  for (Case& each : cases) {
    if (each.input.ends_with('\n')) each.input.pop_back();
  }
  return cases;
}

std::string shown(const Tree& tree) {
  std::string text = dump(tree);
  for (const Trouble& trouble : tree.troubles) {
    text += "trouble: " + std::string(trouble.why) + "\n";
  }
  return text;
}

TEST(ParserGolden, EveryConstructHasItsTree) {
  const bool update = std::getenv("GAVEL_UPDATE_GOLDEN") != nullptr;
  std::size_t count = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(GAVEL_SOURCE_DIR) / "tests/golden/shell")) {
    std::ostringstream rewritten;
    for (const Case& each : read_cases(entry.path())) {
      SCOPED_TRACE(entry.path().filename().string() + ": " + each.name);
      const Tree tree = parse(each.input);
      const std::string actual = shown(tree);
      rewritten << "=== " << each.name << "\n" << each.input << "\n---\n" << actual;
      if (!update) {
        EXPECT_EQ(each.expected, actual);
      }
      if (tree.ok()) {
        EXPECT_EQ(dump(tree), dump(parse(to_bash(tree)))) << to_bash(tree);
      }
      ++count;
    }
    if (update) std::ofstream(entry.path()) << rewritten.str();
  }
  EXPECT_GT(count, 100u);
}

struct Refusal {
  std::string text;
  std::string_view why;
};

TEST(Parser, RefusesWhatBashRefusesAndSaysWhy) {
  const Refusal rows[] = {
      {"if c1; then c2", "expected `fi`"},
      {"if c1; fi", "expected `then`"},
      {"while c1; do c2", "expected `done`"},
      {"for x in a", "expected `do`"},
      {"case x in a) c1", "expected `esac`"},
      {"case x y", "expected `in`"},
      {"{ c1", "expected `}`"},
      {"( c1", "unclosed `(`"},
      {"c1 )", "unexpected `)`"},
      {"c1 a(b)", "unexpected `(`"},
      {"c1 ;;", "unexpected `;`"},
      {"; c1", "unexpected `;`"},
      {"c1 & && c2", "unexpected `&`"},
      {"c1 &&", "the text ends too early"},
      {"| c1", "unexpected `|`"},
      {"then c1", "unexpected reserved word"},
      {"c1 | ! c2", "unexpected `!` inside a pipeline"},
      {"c1 >", "expected the target of a redirection"},
      {"c1 > 2>f", "expected the target of a redirection"},
      {"c1 'a", "unclosed single quote"},
      {"c1 \"a", "unclosed double quote"},
      {"c1 `a", "unclosed backtick"},
      {"c1 $'a", "unclosed $'"},
      {"c1 $(c2", "unclosed substitution"},
      {"c1 ${x", "unclosed `${`"},
      {"c1 $((1", "unclosed `$((`"},
      {"((1", "unclosed `((`"},
      {"f() c1", "expected a compound command"},
      {"[[ a b c ]]", "expected an operator in [[ ]]"},
      {"[[ ]]", "expected an operand in [[ ]]"},
      {"[[ a", "expected `]]`"},
      {"a=(1", "unclosed array `(`"},
      {"{ c1; } c2", "unexpected word"},
      {"( )", "expected a command"},
      {"c1 ${ c2; }", "`${ command; }` is a substitution to newer shells only"},
      {"shopt -s extglob\n!(c1)", "`!(` is a pattern or a negated subshell, depending on extglob"},
      // What bash reads in two ways.
      {R"s("${x:-"{c1,a,b}"}")s", "quotes within quotes in a word with braces"},
      {R"s(c2 "`c3 "{a,b}"`")s", "quotes within quotes in a word with braces"},
      {R"s(c1 "${x-$'\x24y'"z"}")s", "what $'...' stands for is read again here"},
      {R"s(c1 "${y?"${z-"`c2 \"a b\"`"}"}")s",
       "an escaped quote in backticks inside of quotes in quotes"},
      {R"s(c1 "$[1+`c2 \"3 4\"`]")s", "an escaped quote in backticks inside of quotes in quotes"},
      {"((c1 '\x01') )", "`((` ends as a subshell, and bash doubles control bytes in it"},
      {R"s(((c1 $'\x7f') ))s", "`((` ends as a subshell, and bash doubles control bytes in it"},
      {"c1 'a\n' b\\", "a backslash at the end of the text, behind a newline in quotes"},
      {"c1 <<$(a;b)\nx\n$(a; b)\nc2", "a substitution in the delimiter of a here-document"},
      {"c1 <<${x-$'a'}\nx\n${x-a}\nc2", "a substitution in the delimiter of a here-document"},
      {"<(<<EO<<E\nEO(c9 r)\nE\n)",
       "a here-document that ends within a line, with another one behind it"},
      {std::string("c1 \0 c2", 7), "holds a NUL byte"},
      {std::string(131'072, 'a'), "longer than the longest command Linux accepts"},
  };
  for (const Refusal& row : rows) {
    SCOPED_TRACE(row.text.substr(0, 80));
    const Tree tree = parse(row.text);
    ASSERT_EQ(tree.troubles.size(), 1u) << dump(tree);
    EXPECT_EQ(tree.troubles[0].why, row.why);
    const Node& last = *tree.root->items.back().node;
    EXPECT_EQ(last.kind, NodeKind::opaque);
    EXPECT_EQ(last.span, tree.troubles[0].span);
    EXPECT_EQ(last.span.end, row.text.size()) << "text after the trouble would be lost";
  }
}

TEST(Parser, KeepsWhatStandsBeforeATrouble) {
  const Tree tree = parse("c1 a; c2 b\nc3 'x");
  ASSERT_EQ(tree.root->items.size(), 3u);
  EXPECT_EQ(tree.text(tree.root->items[0].node->span), "c1 a");
  EXPECT_EQ(tree.text(tree.root->items[2].node->span), "c3 'x");
}

TEST(Parser, ADoubtInBackticksLeavesTheRestReadable) {
  const Tree tree = parse("c1 `c2 ${ x; }`; c3");
  EXPECT_EQ(tree.troubles.size(), 1u);
  EXPECT_EQ(tree.troubles[0].span.source, 1u);
  EXPECT_EQ(tree.root->items.size(), 2u);
  const std::optional<Span>& parent = tree.source(1).parent;
  ASSERT_TRUE(parent.has_value());
  EXPECT_EQ(tree.text(*parent), "c2 ${ x; }");
}

// bash parses backticks when it runs them, and runs nothing of what it then calls a syntax error.
TEST(Parser, WhatIsNoShellInBackticksIsOpaqueWithoutTrouble) {
  for (const std::string_view text : {"c1 `c2 'x`; c3", "c1 `if c2`", "c1 `c2 \\`x`"}) {
    SCOPED_TRACE(text);
    const Tree tree = parse(std::string(text));
    EXPECT_TRUE(tree.ok());
    EXPECT_NE(dump(tree).find("opaque"), std::string::npos) << dump(tree);
  }
}

TEST(Parser, AcceptsTheLongestCommand) {
  EXPECT_TRUE(parse("c1 " + std::string(131'068, 'a')).ok());
}

TEST(Parser, NestsUpToTheLimitAndNotBeyond) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '(') + "c1" +
           std::string(static_cast<std::size_t>(depth), ')');
  };
  // `((` costs a second look, so spaces keep the parentheses apart.
  const auto spaced = [&](int depth) {
    std::string text;
    for (const char c : nested(depth)) (text += c) += c == '(' || c == ')' ? " " : "";
    return text;
  };
  EXPECT_TRUE(parse(spaced(64)).ok());
  const Tree tree = parse(spaced(65));
  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.troubles[0].why, "nested too deeply");
  EXPECT_FALSE(parse("( ( c1 ) )", {.bytes = 100, .depth = 1}).ok());
}

TEST(Parser, ChildTextsShareTheDepth) {
  Tree tree = parse("c1");
  const List* list = parse_child(tree, {"( c2 )", SourceKind::shell_text, Span{0, 0, 2}, {}}, 64);
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->items[0].node->kind, NodeKind::opaque);
  EXPECT_EQ(tree.troubles.size(), 1u);
}

TEST(Parser, SurvivesBeingMoved) {
  Tree first = parse("c1 abc \"$x\" <<E\ntext\nE\n");
  const std::string before = dump(first);
  const Tree second = std::move(first);
  EXPECT_EQ(dump(second), before);
}

// Steps, not time: four times the text may take at most about four times the steps.
TEST(Parser, WorkGrowsWithTheText) {
  constexpr std::size_t size = 8'000;
  for (const Adversary& each : adversaries()) {
    SCOPED_TRACE(std::string(each.head) + std::string(each.unit) + "...");
    const std::uint64_t small = parse(adversarial(each, size)).work;
    const std::uint64_t large = parse(adversarial(each, 4 * size)).work;
    EXPECT_LE(large, 5 * small + 1'000);
    EXPECT_LE(large, 200 * 4 * size);  // at most a look for each level of nesting, twice
  }
}

}  // namespace
}  // namespace gavel::shell
