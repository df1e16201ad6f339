#include "server/facts/config.h"

#include <string>

#include <gtest/gtest.h>

namespace gavel::facts {
namespace {

TEST(FactsConfig, ValuesAreReadAsGitReadsThem) {
  const struct {
    const char* text;
    const char* key;
    const char* value;  // null when there is none
  } rows[] = {
      {"[core]\n\tbare = false\n", "core.bare", "false"},
      {"[core]\n\tbare\n", "core.bare", "true"},
      {"[core] bare = true\n", "core.bare", "true"},
      {"[CORE]\nBare = x\n", "Core.BARE", "x"},
      {"[remote \"Origin\"]\nurl = u\n", "remote.Origin.url", "u"},
      {"[remote \"Origin\"]\nurl = u\n", "remote.origin.url", nullptr},
      {"[remote \"a.b\"]\nurl = u\n", "remote.a.b.url", "u"},
      {"[remote \"q\\\"x\"]\nurl = u\n", "remote.q\"x.url", "u"},
      {"[a]\nk = 1\nk = 2\n", "a.k", "2"},
      {"[a]\nk = one two  # note\n", "a.k", "one two"},
      {"[a]\nk = \"one # two\" ; note\n", "a.k", "one # two"},
      {"[a]\nk = \" kept \"\n", "a.k", " kept "},
      {"[a]\nk = a\\tb\\nc\\\\d\\\"e\n", "a.k", "a\tb\nc\\d\"e"},
      {"[a]\nk = one\\\n two\n", "a.k", "one two"},
      {"[a]\r\nk = v\r\n", "a.k", "v"},
      {"[a]\nk =\n", "a.k", ""},
      {"[a]\nk = v", "a.k", "v"},
      {"; c\n# d\n[a]\nk = v\n", "a.k", "v"},
      {"[alias]\n\tst = \"!sh -c 'x'\"\n", "alias.st", "!sh -c 'x'"},
      {"[a]\nk = v\n", "a.other", nullptr},
      {"", "a.k", nullptr},
      {"[include]\npath = /dev/zero\n", "include.path", "/dev/zero"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const auto settings = parse_config(row.text);
    ASSERT_TRUE(settings.has_value());
    const std::optional<std::string> value = find_setting(*settings, row.key);
    ASSERT_EQ(value.has_value(), row.value != nullptr);
    if (value) {
      EXPECT_EQ(*value, row.value);
    }
  }
}

TEST(FactsConfig, WhatGitRefusesIsRefused) {
  for (const char* text :
       {"k = v\n", "[a\nk = v\n", "[]\nk = v\n", "[a]\n= v\n", "[a]\nk = \"open\n",
        "[a]\nk = bad\\q\n", "[a]\n1k = v\n", "[a]\nk v\n", "[a \"open]\nk = v\n"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_config(text).has_value());
  }
}

}  // namespace
}  // namespace gavel::facts
