#include "rules/shell/expand.h"

#include <map>

#include <gtest/gtest.h>

#include "rules/shell/parser.h"

namespace gavel::shell {
namespace {

// A shell with a few variables, two parameters and one substitution that prints "out put".
class World : public Surroundings {
 public:
  World() {
    set("x", "value");
    set("two", "a b");
    set("empty", "");
    set("star", "*.c");
    set("path", "/a/b.tar.gz");
    set("name", "x");
    Value unset;
    unset.set = false;
    variables_["unset"] = unset;
    Value list;
    list.array = true;
    for (const char* text : {"p q", "r"}) {
      Argument element;
      element.text = text;
      list.elements.push_back(element);
    }
    variables_["list"] = list;
    for (const char* text : {"sh", "one", "t w"}) {
      Argument argument;
      argument.text = text;
      positional_.push_back(argument);
    }
  }
  void set(const std::string& name, const std::string& text) {
    Value value;
    value.text = text;
    variables_[name] = value;
  }
  void read(const std::string& text) { tree_ = parse(text); }
  const Word& word(std::size_t index) const { return node().words[index]; }
  std::size_t size() const { return node().words.size(); }

  const Value* variable(std::string_view name) override {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &found->second;
  }
  const std::vector<Argument>* positional() override { return &positional_; }
  std::string_view home() override { return "/home/u"; }
  std::string_view cwd() override { return "/r"; }
  std::string_view source(Span span) override { return tree_.text(span); }
  Output substitute(const Part&) override {
    ++substitutions;
    return {.text = "out put", .glob = false, .stem = {}, .marks = Mark::local_data};
  }
  void assign(std::string_view name, Value value) override {
    variables_[std::string(name)] = value;
  }
  void evaluate(const Value&, Span) override { ++evaluations; }

  int substitutions = 0;
  int evaluations = 0;

 private:
  const Node& node() const { return *tree_.root->items[0].node; }

  std::map<std::string, Value, std::less<>> variables_;
  std::vector<Argument> positional_;
  Tree tree_;
};

// "[a][b*]" : one bracket a word; * glob, ~ partial, ? unknown, + splits.
std::string shown(const std::vector<Argument>& words) {
  std::string out;
  for (const Argument& word : words) {
    out += "[" + word.text + "]";
    if (word.glob) out += "*";
    if (word.known == Argument::Known::partial) out += "~";
    if (word.known == Argument::Known::unknown) out += "?";
    if (word.splits) out += "+";
  }
  return out;
}

std::string expanded(World& world, const std::string& text) {
  world.read("c " + text);
  std::vector<Argument> words;
  for (std::size_t i = 1; i < world.size(); ++i) {
    for (Argument& made : expand(world.word(i), world).words) words.push_back(made);
  }
  return shown(words);
}

TEST(Expand, Words) {
  const struct {
    const char* text;
    const char* words;
  } rows[] = {
      {"a 'b c' \"d e\" f\\ g", "[a][b c][d e][f g]"},
      {"$'a\\x41'", "[aA]"},
      {"\"\" ''", "[][]"},
      {"$empty", ""},
      {"\"$empty\"", "[]"},
      {"$x \"$x\" ${x}y", "[value][value][valuey]"},
      {"$two \"$two\"", "[a][b][a b]"},
      {"1$two'2'", "[1a][b2]"},
      {"$star \"$star\"", "[*.c]*[*.c]"},
      {"*.h '*.h' a[bc]", "[*.h]*[*.h][a[bc]]*"},
      {"$nobody \"$nobody\"", "[]?+[]?"},
      {"pre$nobody", "[pre]~+"},
      {"\"pre$nobody/post\"", "[pre]~"},
      {"$unset", ""},
      {"~ ~/x ~root/x ~+ '~'", "[/home/u][/home/u/x][/root/x][/r][~]"},
      {"{a,b}c {1..3} {b..d} {01..03}", "[ac][bc][1][2][3][b][c][d][01][02][03]"},
      {"{a,b}{c,d}", "[ac][ad][bc][bd]"},
      {"{a,'b c'}", "[a][b c]"},
      {"\"$@\" $@", "[one][t w][one][t][w]"},
      {"\"$*\" $# $1 \"$2\" $9", "[one t w][2][one][t w]"},
      {"\"x$@y\"", "[xone][t wy]"},
      {"\"${list[@]}\" ${list[1]} \"${list[0]}\" $list", "[p q][r][r][p q][p][q]"},
      {"$(cmd) \"$(cmd)\" `cmd`", "[out][put][out put][out][put]"},
      {"/tmp/a$$ $$ $RANDOM", "[/tmp/a[0-9]*]*[]?[]?"},
      {"a$((1+1))", "[a2]"},
      {"\"${@: -1}\" \"${@:1:1}\" ${list[@]:1}", "[t w][one][r]"},
      {"\"${list[-1]}\" ${list[9]} ${#list[@]}", "[r][2]"},
      {"${empty:-\"a b\" c} \"${empty:-\"a b\" c}\"", "[a b][c][a b c]"},
      {"${empty:-\"$@\"} ${x:+\"t w\"}", "[one][t w][t w]"},
      {"\"${@:+x}\" \"$*\"", "[x][one t w]"},
      {"${x#\"v*\"} ${x/a/&&}", "[]?+[]?+"},
      {"~bob/x", "[/home/bob/x]*"},
      {"$((path))", "[]?"},
      {"{Z..a..3}", "[Z][]][`]"},
      {"@(a|b)c", "[@(a|b)c]*"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    World world;
    EXPECT_EQ(expanded(world, row.text), row.words);
  }
}

TEST(Expand, ParameterOperators) {
  const struct {
    const char* text;
    const char* words;
  } rows[] = {
      {"${x:-d} ${unset:-d} ${empty:-d} ${empty-d}", "[value][d][d]"},
      {"${nobody:-d}", "[]?+"},
      {"${x:+alt} ${unset:+alt}", "[alt]"},
      {"${unset:=made} $unset", "[made][made]"},
      {"${#x} ${#list[@]}", "[5][2]"},
      {"${path#*.} ${path##*.} ${path%.*} ${path%%.*}", "[tar.gz][gz][/a/b.tar][/a/b]"},
      {"${path##*/} ${path%/*}", "[b.tar.gz][/a]"},
      {"${path/a/z} ${path//a/z} ${path/#\\//r} ${path/%gz/x}",
       "[/z/b.tar.gz][/z/b.tzr.gz][ra/b.tar.gz][/a/b.tar.x]"},
      {"${x:1} ${x:1:2} ${x: -2}", "[alue][al][ue]"},
      {"${x^} ${x^^} ${x@U}", "[Value][VALUE][VALUE]"},
      {"${!name}", "[value]"},
      {"${x#$nobody}", "[]?+"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    World world;
    EXPECT_EQ(expanded(world, row.text), row.words);
  }
}

TEST(Expand, MarksFollowSubstitutions) {
  World world;
  world.read("c \"a$(cmd)\"");
  const Expansion out = expand(world.word(1), world);
  ASSERT_EQ(out.words.size(), 1u);
  EXPECT_TRUE(out.words[0].marks.has(Mark::local_data));
  EXPECT_EQ(world.substitutions, 1);
}

TEST(Expand, PromptsAreEvaluated) {
  World world;
  expanded(world, "${x@P}");
  EXPECT_EQ(world.evaluations, 1);
}

TEST(Expand, SubstitutionsInsideOperatorsRun) {
  World world;
  expanded(world, "${nobody:-$(cmd)} ${x#$(cmd)} ${x/$(cmd)/$(cmd)} $(( $(cmd) )) ${list[$(cmd)]}");
  EXPECT_EQ(world.substitutions, 6);
}

TEST(Expand, SingleNeverSplits) {
  World world;
  world.read("c ${two}{a,b}$nobody");
  const Argument word = expand_single(world.word(1), world);
  EXPECT_EQ(word.text, "a b{a,b}");
  EXPECT_FALSE(word.splits);
  EXPECT_EQ(word.known, Argument::Known::partial);
}

TEST(Expand, CapsBecomeUnknown) {
  World world;
  world.read("c {1..99999999}");
  const Expansion many = expand(world.word(1), world, {100, 1000});
  EXPECT_TRUE(many.over_cap);
  EXPECT_LE(many.words.size(), 101u);
  EXPECT_EQ(many.words.back().known, Argument::Known::unknown);
  world.set("x", std::string(2000, 'a'));
  world.read("c $x$x");
  EXPECT_TRUE(expand(world.word(1), world, {100, 3000}).over_cap);
}

}  // namespace
}  // namespace gavel::shell
