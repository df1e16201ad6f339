// The path law: X/y.cpp <-> tests/X/y_test.cpp <-> bench/X/y_bench.cpp, and what a file may be
// called.
#include <cctype>
#include <set>

#include <gtest/gtest.h>

#include "tests/arch/tree.h"

namespace gavel::arch {
namespace {

// Folders of tests that are about the whole, not about one file.
const std::set<std::string> whole = {"arch", "e2e",    "properties", "differential",
                                     "fuzz", "golden", "corpus"};

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string first_part(const std::string& path) {
  return path.substr(0, path.find('/'));
}

// "tests/rules/zones_test.cpp" -> "rules/zones"
std::string subject_of(const std::string& file, const std::string& top, const std::string& end) {
  return file.substr(top.size(), file.size() - top.size() - end.size());
}

bool is_source(const std::string& path) {
  return fs::exists(root / (path + ".h")) || fs::exists(root / (path + ".cpp"));
}

// A test may also be about a folder's data: tests/rules/packs_test.cpp about rules/packs/.
bool is_subject(const std::string& path) {
  return is_source(path) || fs::is_directory(root / path);
}

TEST(Paths, EveryTestMirrorsAFile) {
  for (const std::string& file : files_below("tests", {".cpp"})) {
    if (!ends_with(file, "_test.cpp")) continue;
    const std::string subject = subject_of(file, "tests/", "_test.cpp");
    if (whole.count(first_part(subject))) continue;
    EXPECT_TRUE(is_subject(subject)) << file << " tests nothing that exists: " << subject;
  }
}

TEST(Paths, EveryBenchmarkMirrorsAFile) {
  for (const std::string& file : files_below("bench", {".cpp"})) {
    if (!ends_with(file, "_bench.cpp")) continue;
    const std::string subject = subject_of(file, "bench/", "_bench.cpp");
    EXPECT_TRUE(is_subject(subject)) << file << " measures nothing that exists: " << subject;
  }
}

TEST(Paths, EveryTestIsBuiltByATarget) {
  for (const char* top : {"tests", "bench"}) {
    for (const std::string& file : files_below(top, {".cpp"})) {
      if (!ends_with(file, "_test.cpp") && !ends_with(file, "_bench.cpp")) continue;
      EXPECT_TRUE(fs::exists(root / folder_of(file) / "CMakeLists.txt"))
          << file << ": no CMakeLists.txt beside it builds it";
    }
  }
}

TEST(Paths, NamesAreSnakeCaseNounsOrVerbs) {
  const std::set<std::string> vague = {"util",    "utils", "common", "helper", "helpers",
                                       "manager", "base",  "impl",   "misc"};
  for (const std::string& file : product_files()) {
    const std::string name = fs::path(file).stem();
    EXPECT_FALSE(vague.count(name)) << file << ": a name that says nothing";
    for (const char c : name) {
      EXPECT_TRUE(std::islower(static_cast<unsigned char>(c)) ||
                  std::isdigit(static_cast<unsigned char>(c)) || c == '_')
          << file << ": not snake_case";
    }
  }
}

TEST(Paths, EveryHeaderBeginsWithItsPromise) {
  for (const std::string& file : product_files()) {
    if (!ends_with(file, ".h")) continue;
    const std::vector<std::string> lines = lines_of(read(root / file));
    ASSERT_GE(lines.size(), 2u) << file;
    EXPECT_EQ(lines[0].rfind("// ", 0), 0u) << file << ": the first line is not its promise";
    EXPECT_NE(read(root / file).find("\n#pragma once\n"), std::string::npos) << file;
  }
}

TEST(Paths, NoFileBecomesTheMonster) {
  constexpr std::size_t most = 600;
  for (const std::string& file : product_files()) {
    EXPECT_LE(lines_of(read(root / file)).size(), most) << file;
  }
}

// STACK: g++ 12.2 frees what it never allocated when a temporary stands inside a co_await
// expression.
TEST(Paths, CoAwaitStandsAlone) {
  for (const std::string& file : product_files()) {
    std::size_t number = 0;
    for (const std::string& line : lines_of(read(root / file))) {
      ++number;
      const std::size_t at = line.find("co_await ");
      const std::size_t comment = line.find("//");
      if (at == std::string::npos || comment < at) continue;
      EXPECT_EQ(line.find('{', at), std::string::npos)
          << file << ":" << number << ": a braced temporary inside co_await";
      EXPECT_EQ(line.find('?'), std::string::npos)
          << file << ":" << number << ": ?: around co_await";
    }
  }
}

}  // namespace
}  // namespace gavel::arch
