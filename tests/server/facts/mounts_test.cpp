#include "server/facts/mounts.h"

#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/facts/disk.h"
#include "server/facts/lookup.h"
#include "server/facts/path.h"
#include "tests/server/facts/sandbox.h"

namespace gavel::facts {
namespace {

struct Case {
  const char* line;
  uid_t asker;
  const char* point;  // null: it answers
};

constexpr Case cases[] = {
    {"25 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw", 1000, nullptr},
    {"31 25 0:27 / /tmp rw,nosuid - tmpfs tmpfs rw,size=1", 1000, nullptr},
    {"40 25 0:40 / /home/dev/m rw,nosuid,nodev - fuse.sshfs dev@h:/ rw,user_id=1000,group_id=1000",
     1000, "/home/dev/m"},
    {"41 25 0:41 / /home/dev/m rw - fuse x rw,user_id=1000,group_id=1000", 1000, "/home/dev/m"},
    {"42 25 0:42 / /mnt/a\\040b rw shared:3 master:1 - fuse.x x rw,user_id=7,group_id=7", 1000,
     "/mnt/a b"},
    {"43 25 8:2 / /mnt/ntfs rw - fuseblk /dev/sdb1 rw,user_id=0,group_id=0", 1000, nullptr},
    {"43 25 8:2 / /mnt/ntfs rw - fuseblk /dev/sdb1 rw,user_id=0,group_id=0", 0, "/mnt/ntfs"},
    {"44 25 0:44 / /work rw - fuse.grpcfuse grpcfuse rw,user_id=0,group_id=0", 0, nullptr},
    {"45 25 0:45 / /net rw - autofs -hosts rw,fd=6,pgrp=1,timeout=300", 1000, "/net"},
    {"46 25 0:46 / /srv rw - nfs4 server:/srv rw,vers=4.2,hard", 1000, nullptr},
    {"47 25 0:47 / /x rw - fuse.y y rw,group_id=0,user_id=00", 1000, "/x"},
    {"48 25 0:48 / /cut rw", 1000, "/cut"},
    {"garbage", 1000, ""},
};

TEST(FactsMounts, ThoseThatAProcessOfTheUserServesMayNeverAnswer) {
  for (const Case& each : cases) {
    SCOPED_TRACE(each.line);
    const std::vector<Unsure> found = unsure_mounts(std::string(each.line) + "\n", each.asker);
    ASSERT_EQ(found.size(), each.point == nullptr ? 0u : 1u);
    if (each.point != nullptr) {
      EXPECT_EQ(found[0].point, each.point);
    }
  }
}

TEST(FactsMounts, EveryLineIsRead) {
  std::string all;
  std::size_t unsure = 0;
  for (const Case& each : cases) {
    if (each.asker != 1000) continue;
    all += std::string(each.line) + "\n";
    unsure += each.point != nullptr ? 1 : 0;
  }
  EXPECT_EQ(unsure_mounts(all, 1000).size(), unsure);
  EXPECT_TRUE(unsure_mounts("", 1000).empty());
}

TEST(FactsMounts, OrdinaryFoldersAnswer) {
  const Sandbox box;
  box.write("a/b.txt", "x");
  EXPECT_FALSE(may_hang(box / "a"));
  EXPECT_FALSE(may_hang(box / "missing"));
  EXPECT_FALSE(way_may_hang(box / "a/b.txt"));
  EXPECT_FALSE(holds_unsure(box / "a"));
}

// What a process of its own sees once a mount that nobody serves lies at `point`: bits of an exit
// code, 64 when it could not be mounted.
int looks_at_a_dead_mount(const Sandbox& box) {
  const std::string point = box / "repo/sub";
  const std::string user = "0 " + std::to_string(::getuid()) + " 1";
  const std::string group = "0 " + std::to_string(::getgid()) + " 1";
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 64;
  std::ofstream("/proc/self/setgroups") << "deny";
  std::ofstream("/proc/self/uid_map") << user;
  std::ofstream("/proc/self/gid_map") << group;
  const int device = ::open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (device < 0) return 64;
  const std::string options =
      "fd=" + std::to_string(device) + ",rootmode=40000,user_id=0,group_id=0";
  if (::mount("nobody", point.c_str(), "fuse", MS_NOSUID | MS_NODEV, options.c_str()) != 0)
    return 64;
  ::alarm(20);  // a look that waits ends here
  int wrong = 0;
  DiskFacts facts([] { return std::int64_t{0}; });
  if (facts.real_path(point + "/x")) wrong |= 1;
  if (facts.file_kind(point + "/x") != FileKind::unknown) wrong |= 2;
  if (facts.file_text(point + "/judge.json", 100)) wrong |= 4;
  if (facts.repo_root(point)) wrong |= 8;
  if (facts.file_kind(box / "repo/a.txt") != FileKind::file) wrong |= 16;
  Lookup lookup({.user_config = "", .managed = ""});
  if (!lookup.at(point).cwd.empty()) wrong |= 32;
  return wrong;
}

TEST(FactsMounts, NoLookWaitsForAMountThatNobodyServes) {
  const Sandbox box;
  box.write("repo/a.txt", "x");
  box.folder("repo/sub");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(looks_at_a_dead_mount(box));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status)) << "a look waited";
  if (WEXITSTATUS(status) == 64) GTEST_SKIP() << "this machine lets us mount nothing";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace gavel::facts
