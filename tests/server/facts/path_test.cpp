#include "server/facts/path.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

class FactsPath : public ::testing::Test {
 protected:
  void SetUp() override {
    box_.write("a/b/file", "text");
    box_.link("a", "to_a");
    box_.link("b/file", "a/to_file");
    box_.link(box_ / "a/b", "absolute");
    box_.link("loop2", "loop1");
    box_.link("loop1", "loop2");
    box_.link("self", "self");
    box_.link("nowhere/below", "dangling");
    box_.link("..", "a/up");
    box_.link("/", "root");
    box_.link("/dev/stdin", "stdin");
    box_.fifo("pipe");
    box_.link("pipe", "to_pipe");
  }
  Sandbox box_;
};

TEST_F(FactsPath, LinksOfTheExistingPrefixAreResolved) {
  const std::string base = box_.path();
  const struct {
    std::string path, real;  // "" for unknown
  } rows[] = {
      {base + "/a/b/file", base + "/a/b/file"},
      {base + "/to_a/b/file", base + "/a/b/file"},
      {base + "/a/to_file", base + "/a/b/file"},
      {base + "/absolute/file", base + "/a/b/file"},
      {base + "/to_a/to_file", base + "/a/b/file"},
      {base + "/to_a/none/below", base + "/a/none/below"},
      {base + "/none/../to_a", base + "/a"},
      {base + "/to_a/..", base},
      {base + "/absolute/..", base + "/a"},
      {base + "/a/up/to_a", base + "/a"},
      {base + "//a/./b/", base + "/a/b"},
      {base + "/a/b/file/below", base + "/a/b/file/below"},
      {base + "/dangling", base + "/nowhere/below"},
      {base + "/dangling/more", base + "/nowhere/below/more"},
      {base + "/root" + base + "/to_a", base + "/a"},
      {base + "/to_pipe", base + "/pipe"},
      {base + "/loop1", ""},
      {base + "/loop1/x", ""},
      {base + "/self", ""},
      {"/", "/"},
      {"/..", "/"},
      {"/../..", "/"},
      {"/proc/self/root" + base + "/to_a", base + "/a"},
      {"/proc/thread-self/root/proc/self/root/", "/"},
      {"/proc/self/status", "/proc/self/status"},
      {"/proc/self/cwd", ""},
      {"/proc/self/cwd/x", ""},
      {"/proc/self/exe", ""},
      {"/proc/self/fd/0", ""},
      {"/dev/fd/0", ""},
      {"/dev/stdin", ""},
      {base + "/stdin", ""},
      {"", ""},
      {"a", ""},
      {"./a", ""},
      {std::string("/a\0b", 4), ""},
      {"/" + std::string(5000, 'x'), ""},
      {"/" + std::string(300, 'x'), ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(real_path(row.path).value_or(""), row.real);
  }
}

TEST_F(FactsPath, KindsFollowLinks) {
  const struct {
    std::string path;
    FileKind kind;
  } rows[] = {
      {box_ / "a", FileKind::folder},         {box_ / "a/b/file", FileKind::file},
      {box_ / "a/to_file", FileKind::file},   {box_ / "to_a", FileKind::folder},
      {box_ / "pipe", FileKind::other},       {box_ / "to_pipe", FileKind::other},
      {box_ / "none", FileKind::missing},     {box_ / "a/b/file/x", FileKind::missing},
      {box_ / "dangling", FileKind::missing}, {box_ / "loop1", FileKind::unknown},
      {"/dev/null", FileKind::other},         {"/dev/stdin", FileKind::unknown},
      {"/proc/self/status", FileKind::other}, {"/proc", FileKind::folder},
      {"relative", FileKind::unknown},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(kind_of(row.path), row.kind);
  }
}

// None of these may wait, whoever is on the other side of the pipe.
TEST_F(FactsPath, OnlyRegularFilesAreRead) {
  box_.write("empty", "");
  const struct {
    std::string path;
    std::size_t limit;
    const char* text;  // null for unknown
  } rows[] = {
      {box_ / "a/b/file", 100, "text"}, {box_ / "a/b/file", 4, "text"},
      {box_ / "a/b/file", 3, nullptr},  {box_ / "a/to_file", 100, "text"},
      {box_ / "empty", 0, ""},          {box_ / "pipe", 100, nullptr},
      {box_ / "to_pipe", 100, nullptr}, {box_ / "a", 100, nullptr},
      {box_ / "none", 100, nullptr},    {"/dev/zero", 100, nullptr},
      {"/dev/tty", 100, nullptr},       {"/proc/self/status", 100'000, nullptr},
      {"/dev/stdin", 100, nullptr},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    const std::optional<std::string> text = read_regular(row.path, row.limit);
    ASSERT_EQ(text.has_value(), row.text != nullptr);
    if (text) {
      EXPECT_EQ(*text, row.text);
    }
  }
}

}  // namespace
}  // namespace gavel::facts
