#include "server/replay/words.h"

#include <gtest/gtest.h>

#include "rules/condition.h"

namespace gavel::replay {
namespace {

TEST(Words, AreReadBackAsTheyWere) {
  const Words rows[] = {
      {"make", "deploy"},    {"git", "commit", "-m", "a b; c"}, {"echo", "it's"},
      {"echo", "say \"x\""}, {"grep", "a*b?", "$HOME", "`x`"},  {"tool", ""},
      {"tool", "#1", "~/x"},
  };
  for (const Words& words : rows) {
    const std::optional<std::string> text = written(words);
    ASSERT_TRUE(text) << words[1];
    SCOPED_TRACE(*text);
    const Result<rules::CommandWords> read = rules::CommandWords::compile(*text);
    ASSERT_TRUE(read.ok()) << read.faults()[0].message();
    EXPECT_EQ(read->words, words);
    EXPECT_FALSE(read->more);
  }
}

TEST(Words, WhatCannotBeSaidIsNotWritten) {
  const Words rows[] = {
      {"echo", "it's \"x\""},
      {"echo", "two\nlines"},
      {"echo", "\x1b[1m"},
      {"curl", "-H", "X: [redacted:token]"},
  };
  for (const Words& words : rows) EXPECT_FALSE(written(words)) << words[1];
}

TEST(Words, TheCommonBeginning) {
  const struct {
    std::vector<Words> variants;
    Words common;
  } rows[] = {
      {{}, {}},
      {{{"a", "b"}}, {"a", "b"}},
      {{{"a", "b", "c"}, {"a", "b", "d"}, {"a", "b"}}, {"a", "b"}},
      {{{"a"}, {"b"}}, {}},
      {{{"a", "b"}, {"a", "bb"}}, {"a"}},
  };
  for (const auto& row : rows) EXPECT_EQ(common_beginning(row.variants), row.common);
}

TEST(Words, ProgramsThatRunTheirWordsAreNamedWhole) {
  for (const char* program : {"bash", "sudo", "xargs", "python3", "rm", "find", "ssh"}) {
    EXPECT_TRUE(needs_every_word(program)) << program;
  }
  for (const char* program : {"make", "gh", "terraform"}) {
    EXPECT_FALSE(needs_every_word(program)) << program;
  }
}

}  // namespace
}  // namespace gavel::replay
