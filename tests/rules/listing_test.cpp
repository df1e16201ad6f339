#include "rules/listing.h"

#include <sstream>

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

std::vector<Argument> words(const std::string& line) {
  std::vector<Argument> argv;
  std::istringstream in(line);
  for (std::string text; in >> text;) {
    Argument word;
    word.glob = text.find('*') != std::string::npos && text[0] != '\'';
    if (text[0] == '\'') text = text.substr(1, text.size() - 2);
    word.text = text;
    argv.push_back(std::move(word));
  }
  return argv;
}

TEST(Listing, FoldersThatListersNameFilesIn) {
  struct Row {
    const char* command;
    const char* stem;  // "": no listing
  };
  const Row rows[] = {
      {"grep -rl foo src", "src/"},
      {"grep -rl foo", "./"},
      {"grep -rl foo src lib", "./"},
      {"grep -l foo src/*.c", "src/"},
      {"grep -rl foo ../other", ""},
      {"grep -rl foo /etc", "/etc/"},
      {"grep -rl foo src /etc", ""},
      {"grep foo", ""},
      {"grep -c foo a.c", ""},
      {"rg -l foo", "./"},
      {"find . -name '*.c'", "./"},
      {"find src -type f", "src/"},
      {"find src -printf %p", ""},
      {"find -L src", ""},
      {"fd -e ts", "./"},
      {"git ls-files", "./"},
      {"git ls-files ../x", ""},
      {"git diff --name-only", "./"},
      {"git log --oneline", ""},
      {"ls *.txt", "./"},
      {"ls -l", ""},
      {"cat list.txt", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.command);
    const std::optional<Listing> listing = listing_of(words(row.command));
    EXPECT_EQ(listing ? listing->stem : "", row.stem);
  }
}

TEST(Listing, NamesAndColumns) {
  EXPECT_EQ(listing_of(words("find . -name '*.c' -o -name '*.h'"))->names.size(), 2u);
  EXPECT_TRUE(listing_of(words("find . -name '*.c' -o -type d"))->names.empty());
  EXPECT_TRUE(listing_of(words("find . ! -name '*.c'"))->names.empty());
  EXPECT_EQ(listing_of(words("grep -rl --include=*.go foo ."))->names.at(0), "*.go");
  EXPECT_TRUE(listing_of(words("grep -rn foo src"))->columns);
  // A pattern that looks like an option is none.
  EXPECT_TRUE(listing_of(words("grep -r -e -l src"))->columns);
  EXPECT_TRUE(listing_of(words("rg -l foo"))->skips_hidden);
  EXPECT_FALSE(listing_of(words("rg --hidden -l foo"))->skips_hidden);
}

TEST(Listing, WhatLetsLinesThrough) {
  bool columns = true;
  EXPECT_TRUE(passes_lines(words("sort -u"), columns));
  EXPECT_TRUE(columns);
  EXPECT_TRUE(passes_lines(words("head -20"), columns));
  EXPECT_TRUE(passes_lines(words("grep -v test"), columns));
  EXPECT_FALSE(passes_lines(words("sort a.txt"), columns));
  EXPECT_FALSE(passes_lines(words("sed s/a/b/"), columns));
  EXPECT_FALSE(passes_lines(words("cut -d, -f1"), columns));
  EXPECT_TRUE(passes_lines(words("cut -d: -f1"), columns));
  EXPECT_FALSE(columns);
}

}  // namespace
}  // namespace gavel::rules
