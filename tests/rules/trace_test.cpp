#include "rules/trace.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/rules/fake_facts.h"

namespace gavel::rules {
namespace {

// A golden file: "file PATH TEXT" and "folder PATH" lines are facts; after "input" the command,
// up to "====", then the trace.
struct Golden {
  std::string facts;
  std::string command;
  std::string trace;
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

Golden read(const std::string& text) {
  Golden golden;
  const std::size_t input = text.find("input\n");
  const std::size_t rule = text.find("\n====\n", input);
  golden.facts = text.substr(0, input);
  golden.command =
      text.substr(input + 6, rule == std::string::npos ? std::string::npos : rule - input - 6);
  if (rule != std::string::npos) golden.trace = text.substr(rule + 6);
  return golden;
}

void apply(const std::string& lines, FakeFacts& facts) {
  std::size_t at = 0;
  while (at < lines.size()) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    const std::string line = lines.substr(at, end - at);
    at = end + 1;
    const std::size_t word = line.find(' ');
    if (word == std::string::npos) continue;
    const std::size_t path = std::min(line.find(' ', word + 1), line.size());
    const std::string name = line.substr(word + 1, path - word - 1);
    const std::string rest = path < line.size() ? line.substr(path + 1) : "";
    if (line.starts_with("file ")) facts.files[name] = rest + "\n";
    if (line.starts_with("folder ")) facts.folders.insert(name);
    if (line.starts_with("link ")) facts.links[name] = rest;
  }
}

std::string traced(const Golden& golden) {
  FakeFacts facts;
  apply(golden.facts, facts);
  Inputs inputs;
  inputs.repo_root = "/repo";
  inputs.home = "/home/u";
  Call call;
  call.tool = "Bash";
  call.kind = ToolKind::shell;
  call.cwd = "/repo";
  call.command = golden.command;
  return trace(analyse(call, inputs, facts));
}

TEST(Trace, GoldenFiles) {
  const std::filesystem::path folder =
      std::filesystem::path(GAVEL_SOURCE_DIR) / "tests/golden/trace";
  const bool update = std::getenv("GAVEL_UPDATE_GOLDEN") != nullptr;
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".txt") continue;
    ++count;
    SCOPED_TRACE(entry.path().filename().string());
    const Golden golden = read(text_of(entry.path()));
    const std::string now = traced(golden);
    if (update) {
      std::ofstream(entry.path()) << golden.facts << "input\n"
                                  << golden.command << "\n====\n"
                                  << now;
    } else {
      EXPECT_EQ(golden.trace, now) << "GAVEL_UPDATE_GOLDEN=1 rewrites it";
    }
  }
  EXPECT_GT(count, 5u);
}

TEST(Trace, CaretsStandUnderTheSource) {
  const Golden golden{"", "echo é\n\tls (", ""};
  FakeFacts facts;
  Call call;
  call.kind = ToolKind::shell;
  call.command = "echo a\n\techo b";
  Inputs inputs;
  const Analysis analysis = analyse(call, inputs, facts);
  ASSERT_EQ(analysis.actions.size(), 2u);
  EXPECT_EQ(point_at(analysis.tree, analysis.actions[1].span), "\techo b\n\t^^^^^^\n");
  EXPECT_NE(traced(golden).find("not understood"), std::string::npos);
  EXPECT_EQ(point_at(analysis.tree, {99, 0, 1}), "");
}

TEST(Trace, CaretsFollowLinesWideLettersAndTabs) {
  struct Row {
    const char* text;
    std::uint32_t begin;
    std::uint32_t end;
    const char* want;
  };
  const Row rows[] = {
      {"a bc", 2, 4, "a bc\n  ^^\n"},
      {"a\nb c\nd", 4, 7, "b c\n  ^\nd\n^\n"},
      {"\xe6\x97\xa5 x", 4, 5, "\xe6\x97\xa5 x\n   ^\n"},
      {"\xe6\x97\xa5", 0, 3, "\xe6\x97\xa5\n^^\n"},
      {"e\xcc\x81 x", 4, 5, "e\xcc\x81 x\n  ^\n"},
      {"\ta b", 3, 4, "\ta b\n\t  ^\n"},
      {"c <<E\nx\nE\n", 0, 10, "c <<E\n^^^^^\nx\n^\nE\n^\n"},
      {"a \x1b[2J b", 0, 1, "a ?[2J b\n^\n"},
      {"a", 1, 1, "a\n ^\n"},
      {"a \\\n  b", 0, 7, "a \\\n^^^\n  b\n  ^\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    shell::Tree tree;
    tree.add_source({row.text, shell::SourceKind::call, std::nullopt, {}});
    EXPECT_EQ(point_at(tree, {0, row.begin, row.end}), row.want);
  }
}

TEST(Trace, OfALongLineShowsWhatStandsAroundTheCarets) {
  shell::Tree tree;
  tree.add_source({std::string(300, 'a') + "bc" + std::string(300, 'd'),
                   shell::SourceKind::call,
                   std::nullopt,
                   {}});
  const std::string lead(80, 'a');
  EXPECT_EQ(point_at(tree, {0, 300, 302}), "... " + lead + "bc" + std::string(158, 'd') +
                                               " ...\n    " + std::string(80, ' ') + "^^\n");
  EXPECT_EQ(point_at(tree, {0, 0, 1}), std::string(240, 'a') + " ...\n^\n");
  EXPECT_EQ(point_at(tree, {0, 601, 602}),
            "... " + std::string(81, 'd') + "\n    " + std::string(80, ' ') + "^\n");
}

TEST(Trace, NamesTraitsAndMarks) {
  EXPECT_EQ(trace_traits(Trait::recursive | Trait::forced), "recursive forced");
  EXPECT_EQ(trace_marks(Mark::secret | Mark::decoded), "secret decoded");
  EXPECT_EQ(trace_effect(Effect{}), "opaque ?");
}

}  // namespace
}  // namespace gavel::rules
