#include "rules/paths.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

TEST(Paths, NormalForm) {
  const struct {
    const char* path;
    const char* cwd;
    const char* normal;
  } rows[] = {
      {"a/b", "/r", "/r/a/b"},  {"./a//b/", "/r", "/r/a/b"},
      {"../x", "/r/s", "/r/x"}, {"../../../..", "/r", "/"},
      {"/", "/r", "/"},         {"//etc/./passwd", "/r", "/etc/passwd"},
      {"", "/r", "/r"},         {".", "/r/", "/r"},
      {"/a/../..", "/r", "/"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(normal_path(row.path, row.cwd), row.normal);
  }
}

TEST(Paths, OtherNamesOfTheSameFile) {
  const struct {
    const char* path;
    const char* plain;
  } rows[] = {
      {"/proc/self/root/etc/passwd", "/etc/passwd"},
      {"/proc/1/root", "/"},
      {"/proc/self/cwd/x", "/r/x"},
      {"/proc/self/root/proc/self/root/etc", "/etc"},
      {"/proc/thread-self/root/etc", "/etc"},
      {"/proc/self/task/12/root/etc", "/etc"},
      {"/private/tmp/x", "/tmp/x"},
      {"/private/other", "/private/other"},
      {"/proc/self/status", "/proc/self/status"},
      {"/proc/self/rooted", "/proc/self/rooted"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.path);
    EXPECT_EQ(plain_path(row.path, "/r"), row.plain);
  }
}

TEST(Paths, Containment) {
  EXPECT_TRUE(is_within("/a/b", "/a"));
  EXPECT_TRUE(is_within("/a", "/a"));
  EXPECT_TRUE(is_within("/a", "/"));
  EXPECT_FALSE(is_within("/ab", "/a"));
  EXPECT_FALSE(is_within("/a", ""));
  EXPECT_EQ(below("/a/b/c", "/a"), "b/c");
  EXPECT_EQ(parent_folder("/a"), "/");
  EXPECT_EQ(parent_folder("/a/b"), "/a");
  EXPECT_EQ(base_name("/a/b"), "b");
}

}  // namespace
}  // namespace gavel::rules
