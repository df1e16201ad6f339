#include "server/ground.h"

#include <gtest/gtest.h>

namespace gavel::server {
namespace {

struct Row {
  const char* repo_root;
  const char* governed_folder;
  const char* cwd;
  const char* root;
};

// The whole of a home, temp or system folder is nobody's project: taking it for one would make
// every file below it "in the repository".
TEST(RootOf, TheWorkingTreeThenThePolicysFolderThenTheFolderItself) {
  const Row rows[] = {
      {"/r", "/r/sub", "/r/sub/x", "/r"},
      {"", "/p", "/p/x", "/p"},
      {"", "", "/project", "/project"},
      {"", "", "/project/", "/project"},
      {"", "", "/home/dev/project", "/home/dev/project"},
      {"", "", "/tmp/scratch", "/tmp/scratch"},
      {"", "", "/var/tmp/scratch", "/var/tmp/scratch"},
      {"", "", "/home/dev", ""},
      {"", "", "/home", ""},
      {"", "", "/", ""},
      {"", "", "/tmp", ""},
      {"", "", "/etc", ""},
      {"", "", "/etc/ssh", ""},
      {"", "", "/usr/lib/python3", ""},
      {"", "", "/proc/1", ""},
      {"", "", "", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(std::string(row.cwd) + " in " + row.repo_root + " " + row.governed_folder);
    EXPECT_EQ(root_of(row.repo_root, row.governed_folder, row.cwd, "/home/dev"), row.root);
  }
}

TEST(Ground, OurOwnFilesAreNamed) {
  const Self self = find_self({"/run/gavel.sock", "", "/state/"});
  const auto has = [&](const std::string& path) {
    return std::find(self.paths.begin(), self.paths.end(), path) != self.paths.end();
  };
  EXPECT_TRUE(has("/run/gavel.sock"));
  EXPECT_TRUE(has("/state"));
  EXPECT_FALSE(has(""));
  const Inputs inputs = ground(self, "/r");
  EXPECT_EQ(inputs.repo_root, "/r");
  EXPECT_EQ(inputs.gavel_paths, self.paths);
  EXPECT_EQ(inputs.home, self.home);
}

}  // namespace
}  // namespace gavel::server
