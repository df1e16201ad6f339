#include "clients/install/diff.h"

#include <gtest/gtest.h>

namespace gavel::install {
namespace {

TEST(Diff, ReadsAsDiffDoes) {
  EXPECT_EQ(unified_diff("a\n", "a\n", "f"), "");
  EXPECT_EQ(unified_diff("", "a\n", "f"), "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(unified_diff("a", "a\n", "f"),
            "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  EXPECT_EQ(unified_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n", "f"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  const std::string twenty = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n";
  const std::string ends = "one\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\nlast\n";
  EXPECT_EQ(unified_diff(twenty, ends, "f"),
            "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n"
            "@@ -13,4 +13,4 @@\n 13\n 14\n 15\n-16\n+last\n");
}

}  // namespace
}  // namespace gavel::install
