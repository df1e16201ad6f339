#include "rules/output.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

Argument word(const std::string& text) {
  Argument argument;
  argument.text = text;
  return argument;
}

std::string printed(const std::vector<std::string>& words,
                    const std::optional<std::string>& input = {}) {
  std::vector<Argument> argv;
  for (const std::string& text : words) argv.push_back(word(text));
  const auto out = what_it_prints({argv, input, "/r/s", "/r"});
  return out ? (out->glob ? "glob " : "") + out->text : "unknown";
}

TEST(Output, KnownPrograms) {
  EXPECT_EQ(printed({"echo", "a", "b"}), "a b\n");
  EXPECT_EQ(printed({"echo", "-n", "a"}), "a");
  EXPECT_EQ(printed({"echo", "-e", "\\x72m\\040x"}), "rm x\n");
  EXPECT_EQ(printed({"printf", "%s-%s\\n", "a", "b", "c", "d"}), "a-b\nc-d\n");
  EXPECT_EQ(printed({"printf", "%q", "a"}), "unknown");
  EXPECT_EQ(printed({"printf", "%"}), "unknown");
  EXPECT_EQ(printed({"cat"}, "in"), "in");
  EXPECT_EQ(printed({"cat", "file"}, "in"), "unknown");
  EXPECT_EQ(printed({"base64", "-d"}, "cm0gLXJmIC8K"), "rm -rf /\n");
  EXPECT_EQ(printed({"base64", "-d"}, "!!"), "unknown");
  EXPECT_EQ(printed({"xxd", "-r", "-p"}, "726d"), "rm");
  EXPECT_EQ(printed({"rev"}, "mr\nsl\n"), "rm\nls\n");
  EXPECT_EQ(printed({"pwd"}), "/r/s\n");
  EXPECT_EQ(printed({"mktemp", "-d"}), "glob /tmp/tmp.*");
  EXPECT_EQ(printed({"mktemp", "/tmp/a.XXXX"}), "glob /tmp/a.????");
  EXPECT_EQ(printed({"mktemp", "-p", "/etc"}), "unknown");
  EXPECT_EQ(printed({"date", "+%s"}), "glob *");
  EXPECT_EQ(printed({"date", "+%D"}), "unknown");
  EXPECT_EQ(printed({"date", "+/etc"}), "unknown");
  EXPECT_EQ(printed({"basename", "/a/b.txt", ".txt"}), "b\n");
  EXPECT_EQ(printed({"dirname", "/a/b"}), "/a\n");
  EXPECT_EQ(printed({"which", "rm"}), "/usr/bin/rm\n");
  EXPECT_EQ(printed({"git", "rev-parse", "--show-toplevel"}), "/r\n");
  EXPECT_EQ(printed({"frobnicate"}), "unknown");
}

TEST(Output, Decoders) {
  EXPECT_TRUE(decodes({word("base64"), word("-d")}));
  EXPECT_FALSE(decodes({word("base64")}));
  EXPECT_TRUE(decodes({word("/usr/bin/gunzip")}));
  EXPECT_EQ(decode_base64("aGk"), "hi");
}

}  // namespace
}  // namespace gavel::rules
