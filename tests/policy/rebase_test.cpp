#include "policy/rebase.h"

#include <gtest/gtest.h>

namespace gavel::policy {
namespace {

TEST(Rebase, MeansTheSameFromTheRoot) {
  struct Row {
    const char* pattern;
    const char* folder;
    const char* root;
    const char* expected;
  };
  const Row rows[] = {
      {"vendor/", "/repo", "/repo", "vendor/"},
      {"/etc/app", "/repo", "/repo", "/etc/app"},
      {"~/notes", "/repo/sub", "/repo", "~/notes"},
      {"../shared", "/repo", "/repo", "/shared"},
      {"../../x/y", "/a/b/c", "/a/b/c", "/a/x/y"},
      {"..", "/a/b", "/a/b", "/a"},
      {"../..", "/a/b/c", "/a/b/c", "/a"},
      {"out/", "/repo/sub", "/repo", "/repo/sub/**/out/"},
      {"*.pem", "/repo/sub", "/repo", "/repo/sub/**/*.pem"},
      {"gen/api", "/repo/sub", "/repo", "/repo/sub/gen/api"},
      {"./gen/api", "/repo/sub", "/repo", "/repo/sub/gen/api"},
      {"secrets", "/outer", "/outer/inner", "/outer/**/secrets"},
      {"a/b", "/odd[1]*", "/repo", "/odd\\[1]\\*/a/b"},
      {"vendor/", "", "/repo", "vendor/"},
      {"..dots", "/repo", "/repo", "..dots"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.pattern);
    EXPECT_EQ(rebase(row.pattern, row.folder, row.root), row.expected);
  }
}

}  // namespace
}  // namespace gavel::policy
