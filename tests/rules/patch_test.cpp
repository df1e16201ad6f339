#include "rules/patch.h"

#include <gtest/gtest.h>

namespace gavel::rules {
namespace {

using Change = PatchedFile::Change;

std::string listed(const PatchReading& reading) {
  std::string out;
  for (const PatchedFile& file : reading.files) {
    const char* names[] = {"add", "update", "remove", "from"};
    out += std::string(names[static_cast<int>(file.change)]) + " " + file.path + ";";
  }
  return out;
}

TEST(Patch, BothFormats) {
  const struct {
    const char* text;
    const char* files;
  } rows[] = {
      {"*** Begin Patch\n*** Add File: a.txt\n+hi\n*** End Patch\n", "add a.txt;"},
      {"*** Begin Patch\n*** Update File: a.txt\n*** Move to: b/c.txt\n@@\n-x\n+y\n*** End Patch",
       "from a.txt;add b/c.txt;"},
      {"*** Delete File: ../x\r\n*** Update File: y\n", "remove ../x;update y;"},
      {"--- a/src/x.c\t2020\n+++ b/src/x.c\t2020\n@@ -1 +1 @@\n-a\n+b\n", "update src/x.c;"},
      {"--- /dev/null\n+++ b/new\n", "add new;"},
      {"--- a/old\n+++ /dev/null\n", "remove old;"},
      {"diff --git a/p b/q\nrename from p\nrename to q\n", "from p;add q;"},
      {"no patch at all\n+++ not a header\n", ""},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.text);
    const PatchReading reading = read_patch(row.text);
    EXPECT_EQ(listed(reading), row.files);
    EXPECT_EQ(reading.understood, !reading.files.empty());
  }
}

}  // namespace
}  // namespace gavel::rules
