// Which texts are shell: the parser beside `bash -n`, and shfmt as a second opinion where present.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rules/shell/parser.h"
#include "tests/differential/bash.h"
#include "tests/differential/generator.h"

namespace gavel::differential {
namespace {

constexpr std::uint64_t seed = 20'270'101;

std::vector<std::string> generated(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(generate(seed + i).text);
  return texts;
}

// The inputs of the golden trees: "=== name", input, "---", tree.
std::vector<std::string> golden_inputs() {
  std::vector<std::string> texts;
  const std::filesystem::path folder =
      std::filesystem::path(GAVEL_SOURCE_DIR) / "tests/golden/shell";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    bool in_input = false;
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("=== ")) {
        texts.emplace_back();
        in_input = true;
      } else if (line == "---") {
        in_input = false;
      } else if (in_input) {
        texts.back() += line + "\n";
      }
    }
  }
  return texts;
}

// What bash accepts and can run is understood; more may be accepted, never much less.
void agree(const std::vector<std::string>& texts, std::size_t most_refused) {
  const std::vector<Run> runs = run_bash(texts);
  ASSERT_EQ(runs.size(), texts.size());
  std::size_t accepted = 0;
  std::vector<std::string> refused;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!runs[i].judged || !runs[i].valid || runs[i].broken) continue;
    ++accepted;
    const shell::Tree tree = shell::parse(texts[i]);
    if (!tree.ok()) refused.push_back(std::string(tree.troubles[0].why) + "\n" + texts[i]);
  }
  EXPECT_GT(accepted, texts.size() / 2);
  std::string told;
  for (const std::string& each : refused) told += each + "\n";
  EXPECT_LE(refused.size(), most_refused) << told;
}

TEST(Acceptance, GeneratedTextsThatBashAccepts) {
  agree(generated(2'000), 2);
}

// Some are there because they are refused on purpose: bash reads them in two ways.
TEST(Acceptance, GoldenTextsThatBashAccepts) {
  agree(golden_inputs(), 20);
}

bool shfmt_present() {
  return std::system("command -v shfmt >/dev/null 2>&1") == 0;
}

bool shfmt_accepts(const std::string& path) {
  return std::system(("shfmt -ln bash '" + path + "' >/dev/null 2>&1").c_str()) == 0;
}

// A text that shfmt and bash both accept is everyday bash: refusing one is our fault.
TEST(Acceptance, WhatShfmtAndBashBothAccept) {
  if (!shfmt_present()) GTEST_SKIP() << "shfmt is not installed: no second opinion";
  const std::vector<std::string> texts = generated(150);
  const auto runs = run_bash(texts);
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() /
      ("gavel-shfmt-" + std::to_string(std::hash<std::string>()(GAVEL_BINARY_DIR)));
  std::size_t agreed = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!runs[i].valid || runs[i].broken) continue;
    std::ofstream(path, std::ios::binary) << texts[i];
    if (!shfmt_accepts(path.string())) continue;
    ++agreed;
    EXPECT_TRUE(shell::parse(texts[i]).ok()) << texts[i];
  }
  std::filesystem::remove(path);
  EXPECT_GT(agreed, texts.size() / 4);
}

}  // namespace
}  // namespace gavel::differential
