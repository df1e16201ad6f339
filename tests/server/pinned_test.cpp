#include "server/pinned.h"

#include <gtest/gtest.h>

#include "tests/server/facts/sandbox.h"

namespace gavel::server {
namespace {

using facts::Sandbox;

TEST(Pinned, WorktreesShareAPlaceAndNothingElseDoes) {
  const Sandbox box;
  box.write("repo/file", "text");
  box.repository("repo");
  ASSERT_TRUE(box.git("repo", {"worktree", "add", "-q", "-b", "side", box / "side"}));
  box.folder("repo/sub");
  box.folder("plain");
  const PinKey main = pin_key(box / "repo", "judge.json");
  EXPECT_EQ(main.place, box / "repo/.git");
  EXPECT_EQ(main.name, "judge.json");
  EXPECT_EQ(pin_key(box / "side", "judge.json").place, main.place);
  EXPECT_EQ(pin_key(box / "repo/sub", ".pi/judge.json").name, "sub/.pi/judge.json");
  EXPECT_EQ(pin_key(box / "plain", "judge.json").place, box / "plain");
  // A folder that only says it is a worktree.
  box.write("fake/.git", "gitdir: " + box / "repo/.git/worktrees/side" + "\n");
  EXPECT_EQ(pin_key(box / "fake", "judge.json").place, box / "fake");
  box.repository("repo/inner");
  EXPECT_EQ(pin_key(box / "repo/inner", "judge.json").place, box / "repo/inner/.git");
}

// A folder that points at a trusted repository's store does not share its trust.
TEST(Pinned, APointerThatIsNotAnsweredGivesNothing) {
  const Sandbox box;
  box.write("repo/file", "text");
  box.repository("repo");
  box.write("library/file", "text");
  box.repository("library");
  ASSERT_TRUE(box.git("repo", {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                               box / "library", "module"}));
  box.write("fake/.git", "gitdir: " + box / "repo/.git" + "\n");
  box.write("thief/.git", "gitdir: " + box / "repo/.git/modules/module" + "\n");
  for (const char* folder : {"fake", "thief", "repo/module"}) {
    EXPECT_EQ(pin_key(box / folder, "judge.json").place, box / folder) << folder;
  }
}

}  // namespace
}  // namespace gavel::server
